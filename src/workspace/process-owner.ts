const processStarted = Math.round(performance.timeOrigin);

/** Names this process, so that its unfinished work can be told from that of one that died. */
export function thisProcess(): string {
  return `${process.pid}-${processStarted}`;
}

/** Whether the process so named still lives. In a container every start may have the same process id, hence the start time. */
export function isProcessAlive(owner: string): boolean {
  const [id, started] = owner.split("-").map(Number);
  if (id === undefined || !Number.isInteger(id) || id <= 0) return false;
  if (id === process.pid) return started === processStarted;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
