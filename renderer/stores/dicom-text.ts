import type { Language } from "./words.ts";

/**
 * A person name for reading: the ideographic group in Chinese where there is one, else "Family, Given Middle" (PS3.5 6.2.1).
 * An ideographic name in one group is written without separators.
 */
export function personName(value: string, language: Language): string {
  const groups = value.split("=");
  const chosen = language === "zh-CN" ? (nonEmpty(groups[1]) ?? groups[0]) : (nonEmpty(groups[0]) ?? groups[1]);
  const [family = "", ...rest] = (chosen ?? "").split("^").map((part) => part.trim());
  const given = rest.slice(0, 2).filter((part) => part !== "");
  if (/\p{Script=Han}/u.test(family)) return [family, ...given].join("");
  return [family, given.join(" ")].filter((part) => part !== "").join(", ");
}

function nonEmpty(text: string | undefined): string | undefined {
  return text?.trim() ? text : undefined;
}

/** DA as YYYY-MM-DD (read the same in both languages); anything else as it stands. */
export function dicomDate(value: string): string {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value);
  return parts === null ? value : `${parts[1]}-${parts[2]}-${parts[3]}`;
}

/** TM as HH:MM; anything else as it stands. */
export function dicomTime(value: string): string {
  const parts = /^(\d{2}):?(\d{2})/.exec(value);
  return parts === null ? value : `${parts[1]}:${parts[2]}`;
}

/** Whole years from birth to the study, undefined where either is not a date. */
export function ageInYears(birthDate: string, studyDate: string): number | undefined {
  const [birth, study] = [birthDate, studyDate].map((value) => dicomDate(value).split("-").map(Number));
  if (birth?.length !== 3 || study?.length !== 3) return undefined;
  const [year, month, day] = birth as [number, number, number];
  const [studyYear, studyMonth, studyDay] = study as [number, number, number];
  const years = studyYear - year - (studyMonth < month || (studyMonth === month && studyDay < day) ? 1 : 0);
  return years >= 0 && years < 150 ? years : undefined;
}

/** An ISO instant as local HH:MM:SS. */
export function clockTime(iso: string): string {
  const at = new Date(iso);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** An ISO instant as local YYYY-MM-DD HH:MM. */
export function dateAndTime(iso: string): string {
  const at = new Date(iso);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Bytes in the unit that reads best (powers of 1000, as disks and networks count). */
export function byteSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
