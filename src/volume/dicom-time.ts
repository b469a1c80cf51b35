import type { Dataset, Keyword } from "../dicom/index.ts";
import { textOf } from "./functional-group.ts";

/** Days of milliseconds on a clock without a time zone: only differences of two of them mean something. */
export const dayMs = 86_400_000;

/** Milliseconds since midnight of a TM ("HHMMSS.FFFFFF", its end may be missing; PS3.5 6.2); undefined where it is none. */
export function parseTimeMs(text: string): number | undefined {
  const parts = /^(\d{2}):?(\d{2})?:?(\d{2})?(\.\d{1,6})?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [hours, minutes, seconds] = [parts[1], parts[2], parts[3]].map((part) => Number(part ?? 0)) as [number, number, number];
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds + Number(parts[4] ?? 0)) * 1000;
}

function parseDateMs(text: string): number | undefined {
  const parts = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})$/.exec(text.trim());
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const at = Date.UTC(year, month - 1, day);
  return new Date(at).getUTCMonth() === month - 1 ? at : undefined;
}

/**
 * A DT as local milliseconds. Its offset from UTC is undone only where the data set names the zone of its other times too: the wall clock
 * it was written by is then the same.
 */
export function parseDateTimeMs(text: string, timezone = ""): number | undefined {
  const parts = /^(\d{8})(\d{2,6}(?:\.\d{1,6})?)([+-]\d{4})?$/.exec(text.trim());
  if (parts === null) return undefined;
  const date = parseDateMs(parts[1] ?? "");
  const time = parseTimeMs(parts[2] ?? "");
  if (date === undefined || time === undefined) return undefined;
  const [own, others] = [offsetMs(parts[3] ?? ""), offsetMs(timezone)];
  return date + time + (own === undefined || others === undefined ? 0 : others - own);
}

/** The moment that a date and a time element give together. */
export function momentMs(dataset: Dataset, date: Keyword, time: Keyword): number | undefined {
  const day = parseDateMs(textOf(dataset, date));
  const within = parseTimeMs(textOf(dataset, time));
  return day === undefined || within === undefined ? undefined : day + within;
}

function offsetMs(text: string): number | undefined {
  const parts = /^([+-])(\d{2})(\d{2})$/.exec(text.trim());
  if (parts === null) return undefined;
  return (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60_000;
}
