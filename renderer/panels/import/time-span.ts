/** A span of time as a reader takes it in at a glance: "45 s", "3:20 min", "1:05 h". */
export function timeSpan(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const whole = Math.ceil(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`;
  const minutes = Math.ceil(whole / 60);
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`;
}
