import { type Code, dcm, type Finding, isSameCode, kindOf, labelledVertebra, own } from "../../../src/findings/index.ts";
import { siteText } from "../../../src/report/index.ts";
import { useDynamicText, useLanguage, useText } from "../../stores/index.ts";

/** Names a coded concept in the reader's language, by its own meaning where the locale files have none. */
export function useCodeText(): (code: Code) => string {
  const find = useDynamicText();
  return (code) => find(`codes.${code.scheme}.${code.value}`) ?? code.meaning;
}

/** What a finding is called in a list: what and where; what was only drawn by its kind, an annotation by its words. */
export function useFindingTitle(): (finding: Finding) => string {
  const codeText = useCodeText();
  const text = useText();
  const language = useLanguage();
  return (finding) => {
    const kind = text(`findings.kind.${kindOf(finding)}`);
    const vertebra = labelledVertebra(finding);
    if (vertebra !== undefined) return `${codeText(finding.code)} ${vertebra}`;
    const [words = ""] = finding.comment.split("\n");
    if (isSameCode(finding.code, own.annotation)) return words === "" ? capitalised(kind) : words;
    const isDrawn = isSameCode(finding.code, dcm.imageRegion);
    const site = siteText(finding, language);
    return [isDrawn ? capitalised(kind) : codeText(finding.code), site].filter((part) => part !== "").join(" · ");
  };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
