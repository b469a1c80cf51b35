/** A DA, a TM and a DT of one instant (PS3.5 6.2), in a time zone given in minutes east of UTC. */
export interface DicomInstant {
  readonly date: string;
  readonly time: string;
  /** With the offset from UTC. */
  readonly dateTime: string;
}

/** An ISO 8601 instant as DICOM writes it, to the millisecond. */
export function toDicomInstant(iso: string, offsetMinutes: number): DicomInstant {
  const shifted = new Date(Date.parse(iso) + offsetMinutes * 60_000).toISOString();
  const date = shifted.slice(0, 10).replaceAll("-", "");
  const time = shifted.slice(11, 23).replaceAll(":", "");
  return { date, time, dateTime: `${date}${time}${offsetText(offsetMinutes)}` };
}

/** "+0800" of 480 (PS3.5 6.2, DT; also Timezone Offset From UTC). */
export function offsetText(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes);
  const digits = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  return `${offsetMinutes < 0 ? "-" : "+"}${digits(size / 60)}${digits(size % 60)}`;
}

/** Minutes east of UTC of "+0800"; undefined where it is none. */
export function parseOffset(text: string | undefined): number | undefined {
  const match = /^([+-])(\d\d)(\d\d)$/.exec(text ?? "");
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

/** ISO 8601 instant of a DT; a DT without offset is taken at `offsetMinutes`. Undefined where it is no date. */
export function parseDicomDateTime(text: string | undefined, offsetMinutes: number): string | undefined {
  const match = /^(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\.\d{1,6})?([+-]\d{4})?$/.exec((text ?? "").trim());
  if (match === null) return undefined;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = "", offset] = match;
  const milliseconds = Math.round(Number(`0${fraction}`) * 1000);
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), milliseconds);
  const at = new Date(utc - (parseOffset(offset) ?? offsetMinutes) * 60_000);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
