/** A span of time in the unit that a reader takes it in by: 45 seconds, 3:20 minutes, 1:05 hours. */
export interface TimeSpan {
  readonly unit: "seconds" | "minutes" | "hours";
  readonly value: string;
}

export function timeSpan(seconds: number): TimeSpan {
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 60) return { unit: "seconds", value: `${Math.max(1, Math.ceil(seconds))}` };
  const whole = Math.ceil(seconds);
  if (whole < 3600) return { unit: "minutes", value: `${Math.floor(whole / 60)}:${two(whole % 60)}` };
  const minutes = Math.ceil(whole / 60);
  return { unit: "hours", value: `${Math.floor(minutes / 60)}:${two(minutes % 60)}` };
}
