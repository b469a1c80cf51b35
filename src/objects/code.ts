import { z } from "zod";
import type { Dataset, Keyword } from "../dicom/index.ts";
import { itemOf, itemsOf, textOf } from "./attributes.ts";

/** A coded concept as a file has it (PS3.3 8.8); "" where it leaves a part out. */
export const codedSchema = z.object({ value: z.string(), scheme: z.string(), meaning: z.string() });
export type Coded = z.infer<typeof codedSchema>;

/** The code of a Code Sequence item; undefined where there is neither value nor meaning. */
export function readCoded(item: Dataset | undefined): Coded | undefined {
  const value = textOf(item, "CodeValue", 64) || textOf(item, "LongCodeValue", 256) || textOf(item, "URNCodeValue", 256);
  const meaning = textOf(item, "CodeMeaning", 256);
  if (value === "" && meaning === "") return undefined;
  return { value, scheme: textOf(item, "CodingSchemeDesignator", 64), meaning: meaning || value };
}

/** The first code of a sequence. */
export function codedOf(dataset: Dataset | undefined, keyword: Keyword): Coded | undefined {
  return readCoded(itemOf(dataset, keyword));
}

export function codedListOf(dataset: Dataset | undefined, keyword: Keyword): Coded[] {
  return itemsOf(dataset, keyword, 100).flatMap((item) => readCoded(item) ?? []);
}
