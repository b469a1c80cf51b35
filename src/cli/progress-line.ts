import type { startImport } from "../host/index.ts";

type Job = ReturnType<ReturnType<typeof startImport>["current"]>;

/** "1204 / 3000 files, 812 files/s, 405.2 MB/s, 0:02 left"; what is not known yet is left out. */
export function progressLine(
  job: Pick<Job, "filesSeen" | "filesTotal" | "filesPerSecond" | "bytesPerSecond" | "secondsLeft">,
): string {
  const files = job.filesTotal === null ? `${job.filesSeen} files` : `${job.filesSeen} / ${job.filesTotal} files`;
  const rates =
    job.filesPerSecond > 0 ? [`${Math.round(job.filesPerSecond)} files/s`, `${(job.bytesPerSecond / 1e6).toFixed(1)} MB/s`] : [];
  const left = job.secondsLeft === null ? [] : [`${clock(job.secondsLeft)} left`];
  return [files, ...rates, ...left].join(", ");
}

/** h:mm:ss, or m:ss below an hour. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
