import type { LocalText } from "../../../src/contract/index.ts";
import { useLanguage } from "../locale-store.ts";

/** Says a text that a protocol brings: in the language of the screen, or in the one that its reader wrote it in. */
export function useLocalText(): (text: LocalText) => string {
  const language = useLanguage();
  return (text) => (typeof text === "string" ? text : text[language]);
}
