import type { Code } from "./code.ts";

/** Coding scheme of this program's own concepts, for what no standard scheme names. */
export const privateScheme = "99HNSFLD";

const code = (value: string, meaning: string): Code => ({ value, scheme: privateScheme, meaning });

/** Concepts of findings that PS3.16 has no code for: its cardiothoracic ratios are those of the fetus. */
export const own = {
  cardiothoracicRatio: code("ctr", "Cardiothoracic ratio"),
  heartWidth: code("ctr-heart", "Transverse diameter of heart"),
  thoraxWidth: code("ctr-thorax", "Inner transverse diameter of thorax"),
  /** What a text or an arrow is a finding of. */
  annotation: code("annotation", "Annotation"),
} as const satisfies Record<string, Code>;
