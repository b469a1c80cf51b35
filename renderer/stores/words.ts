import type en from "../../assets/locales/en.json";
import type { Settings } from "../../src/contract/index.ts";

export type Language = Settings["language"];

/** What the locale files hold; both have the same keys. */
export type Words = typeof en;

const files: Readonly<Record<Language, () => Promise<{ readonly default: object }>>> = {
  en: () => import("../../assets/locales/en.json", { with: { type: "json" } }),
  "zh-CN": () => import("../../assets/locales/zh-CN.json", { with: { type: "json" } }),
};

const held = new Map<Language, object>();

/** Fetches the words of a language, once; each lies in a file of its own, so that a screen waits for one of them alone. */
export async function fetchWords(language: Language): Promise<void> {
  if (!held.has(language)) held.set(language, (await files[language]()).default);
}

/** The words of a language that was fetched. */
export function wordsOf(language: Language): object | undefined {
  return held.get(language);
}
