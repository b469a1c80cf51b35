import type { Code } from "./code.ts";
import type { Finding } from "./finding.ts";
import { sct } from "./sct.ts";

const vertebra = (value: string, name: string): Code => ({ value, scheme: "SCT", meaning: `${name} vertebra` });

/** Vertebrae from the head down (PS3.16 CID 7603); it has no code for S1, which is written as the sacrum. */
const codes = {
  C1: vertebra("14806007", "C1"),
  C2: vertebra("39976000", "C2"),
  C3: vertebra("113205007", "C3"),
  C4: vertebra("5329002", "C4"),
  C5: vertebra("36978003", "C5"),
  C6: vertebra("36054005", "C6"),
  C7: vertebra("87391001", "C7"),
  T1: vertebra("64864005", "T1"),
  T2: vertebra("53733008", "T2"),
  T3: vertebra("1626008", "T3"),
  T4: vertebra("73071006", "T4"),
  T5: vertebra("56401006", "T5"),
  T6: vertebra("45296009", "T6"),
  T7: vertebra("62487009", "T7"),
  T8: vertebra("11068009", "T8"),
  T9: vertebra("82687006", "T9"),
  T10: vertebra("7610001", "T10"),
  T11: vertebra("12989004", "T11"),
  T12: vertebra("23215003", "T12"),
  L1: vertebra("66794005", "L1"),
  L2: vertebra("14293000", "L2"),
  L3: vertebra("36470004", "L3"),
  L4: vertebra("11994002", "L4"),
  L5: vertebra("49668003", "L5"),
  S1: { value: "54735007", scheme: "SCT", meaning: "Sacrum" },
} as const satisfies Record<string, Code>;

export type VertebraName = keyof typeof codes;

/** C1 to S1, from the head down. */
export const vertebraNames = Object.keys(codes) as readonly VertebraName[];

/** The site of a label of the spine. */
export function vertebraCode(name: VertebraName): Code {
  return codes[name];
}

/** Which vertebra a finding labels; undefined for a finding that labels none. */
export function labelledVertebra(finding: Pick<Finding, "code" | "site">): VertebraName | undefined {
  const { code, site } = finding;
  if (code.value !== sct.vertebra.value || code.scheme !== sct.vertebra.scheme || site === undefined) return undefined;
  return vertebraNames.find((name) => codes[name].value === site.value && codes[name].scheme === site.scheme);
}

/** The next vertebra, by steps towards the feet (or, below 0, the head); the last one at either end. */
export function neighbourVertebra(name: VertebraName, steps: number): VertebraName {
  const at = vertebraNames.indexOf(name) + steps;
  return vertebraNames[Math.min(vertebraNames.length - 1, Math.max(0, at))] as VertebraName;
}
