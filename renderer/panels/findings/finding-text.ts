import type { Code, Finding } from "../../../src/findings/index.ts";
import { siteText } from "../../../src/report/index.ts";
import { useDynamicText, useLanguage } from "../../stores/index.ts";

/** Names a coded concept in the reader's language, by its own meaning where the locale files have none. */
export function useCodeText(): (code: Code) => string {
  const find = useDynamicText();
  return (code) => find(`codes.${code.scheme}.${code.value}`) ?? code.meaning;
}

/** What a finding is called in a list: what and where. */
export function useFindingTitle(): (finding: Finding) => string {
  const codeText = useCodeText();
  const language = useLanguage();
  return (finding) => {
    const site = siteText(finding, language);
    return [codeText(finding.code), site].filter((part) => part !== "").join(" · ");
  };
}
