import type { SeriesDetail } from "../../src/contract/index.ts";
import { useLanguage, useLocaleStore } from "./locale-store.ts";
import { createText, findDynamicText, type TextKey } from "./text.ts";
import type { Language } from "./words.ts";

/** Why a control cannot be used now: a sentence, and the geometry issues that fill it. */
export interface Reason {
  readonly key: TextKey;
  readonly issues?: SeriesDetail["geometry"]["issues"];
}

function issuesText(language: Language, { issues = [] }: Reason): string {
  const text = createText(language);
  const sentences = issues.map(({ code, details }) => findDynamicText(language, `geometry.${code}`, details) ?? code);
  return sentences.join(text("common.separator"));
}

/** What fills a reason's sentence, in the language that is chosen now. */
export function currentReasonText(reason: Reason): string {
  return issuesText(useLocaleStore.getState().language, reason);
}

/** Says reasons in the language that is chosen. */
export function useReasonText(): (reason: Reason) => string {
  const language = useLanguage();
  return (reason) => createText(language)(reason.key, { reason: issuesText(language, reason) });
}
