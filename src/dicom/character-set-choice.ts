import { type CharacterSet, characterSetOf, decoderOf } from "./charset.ts";
import { contradicting, detectEncoding } from "./charset-detection.ts";
import type { RepairCode } from "./repair.ts";

export interface ChosenCharacterSet {
  readonly characterSet: CharacterSet;
  readonly fault: RepairCode | undefined;
}

/**
 * The character set that texts are read in: the declared one for those that fit it. Where it is missing, or texts do not fit, all
 * of these together show what they are in.
 *
 * @param terms values of Specific Character Set (0008,0005); undefined where it is absent
 * @param samples all texts beyond ASCII
 */
export function chooseCharacterSet(terms: readonly string[] | undefined, samples: readonly Uint8Array[]): ChosenCharacterSet {
  const declared = characterSetOf(terms ?? []);
  const misspelt = declared.declaredWell ? undefined : "charset-guessed";
  if (samples.length === 0) return { characterSet: declared, fault: misspelt };
  const isDeclared = terms?.some((term) => term.trim() !== "" && term.trim() !== "ISO_IR 6") ?? false;
  const fault = isDeclared ? "charset-wrong" : "charset-missing";
  const misfits = samples.filter((sample) => declared.decode(sample).uncertain);
  if (misfits.length > 0) {
    const characterSet = characterSetOf(terms ?? [], decoderOf(detectEncoding(misfits)));
    return { characterSet, fault: misspelt ?? fault };
  }
  const other = declared.takesAll && contradicting(declared.takesAll, samples);
  if (other === undefined) return { characterSet: declared, fault: misspelt };
  return { characterSet: { ...declared, decode: decoderOf(other) }, fault };
}
