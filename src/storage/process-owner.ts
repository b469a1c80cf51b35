const processStarted = Math.round(performance.timeOrigin);

/** Names this process (`<process id>-<its start>`), so that what it holds can be told from what a dead one left behind. */
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
