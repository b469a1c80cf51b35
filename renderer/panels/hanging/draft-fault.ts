import { type HangingProtocol, hangingProtocolSchema } from "../../../src/contract/index.ts";

/** Members that are numbers. */
const NUMBERS: readonly PropertyKey[] = ["framesLeast", "framesMost", "priorsLeast", "priorsMost", "rank"];

export type DraftFault = "name" | "fits" | "stages" | "series" | "numbers" | "range";

/** The part of a draft that cannot be stored yet, or that no study could ever satisfy; undefined where all of it can. */
export function faultOf(draft: HangingProtocol): DraftFault | undefined {
  const parsed = hangingProtocolSchema.safeParse(draft);
  if (parsed.success) return isEmptyRange(draft) ? "range" : undefined;
  const path = parsed.error.issues[0]?.path ?? [];
  const [at] = path;
  if (NUMBERS.includes(path.at(-1) ?? "")) return "numbers";
  return at === "name" || at === "fits" || at === "series" ? at : "stages";
}

function isEmptyRange({ fits, series }: HangingProtocol): boolean {
  const isAbove = (least: number | undefined, most: number | undefined) =>
    least !== undefined && most !== undefined && least > most;
  const rules = Object.values(series).flatMap(({ anyOf }) => anyOf);
  return isAbove(fits.priorsLeast, fits.priorsMost) || rules.some((rule) => isAbove(rule.framesLeast, rule.framesMost));
}
