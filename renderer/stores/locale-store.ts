import { useEffect, useMemo, useState } from "react";
import { create } from "zustand";
import { createText, findDynamicText, type Message, messageText, type Text, type TextValues } from "./text.ts";
import { fetchWords, type Language, wordsOf } from "./words.ts";

interface LocaleState {
  /** Of what is on the screen: its words are there. */
  readonly language: Language;
  /** What was asked for last; its words may still be on their way. */
  readonly wished: Language;
}

/** The language of the screen. Intent only: it is kept by `changeLanguage` of the settings store. */
export const useLocaleStore = create<LocaleState>()(() => {
  const language = firstLanguage();
  return { language, wished: language };
});

/** Where this browser keeps the language shown last, so that no other one has to come first (`renderer/ahead.ts` reads it too). */
const KEPT = "hounsfield-language";

/** The one shown last, else what the system prefers, until the settings say otherwise. */
function firstLanguage(): Language {
  if (typeof document === "undefined") return "en";
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "zh-CN") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

const texts: Readonly<Record<Language, Text>> = { en: createText("en"), "zh-CN": createText("zh-CN") };

/** Text of the language that is chosen now; the component is drawn again when it changes. */
export function useText(): Text {
  return texts[useLocaleStore(({ language }) => language)];
}

export function useLanguage(): Language {
  return useLocaleStore(({ language }) => language);
}

/** Says a message in the language that is chosen now. */
export function useMessageText(): (message: Message) => string {
  const language = useLanguage();
  return useMemo(() => (message: Message) => messageText(language, message), [language]);
}

/** Text under a key that is only known when running, or undefined. */
export function useDynamicText(): (path: string, values?: TextValues) => string | undefined {
  const language = useLanguage();
  return useMemo(() => (path: string, values?: TextValues) => findDynamicText(language, path, values), [language]);
}

/** Text outside a component. */
export function currentText(): Text {
  return texts[useLocaleStore.getState().language];
}

/** Changes what is shown, and the language the document is read in, once its words are there; does not store it as a setting. */
export async function showLanguage(language: Language): Promise<void> {
  useLocaleStore.setState({ wished: language });
  try {
    await fetchWords(language);
  } catch {
    // The host does not answer, which is said elsewhere; what is on the screen stays readable.
    return;
  }
  if (useLocaleStore.getState().wished !== language) return;
  useLocaleStore.setState({ language });
  if (typeof document === "undefined") return;
  document.documentElement.lang = language;
  localStorage.setItem(KEPT, language);
}

/** Before anything is drawn: the words of the first language. */
export function beginLanguage(): Promise<void> {
  return showLanguage(useLocaleStore.getState().language);
}

/** Asks for the words of the other language too, for what is found by either; whether they are there. */
export function useOtherWords(): boolean {
  const other = useLanguage() === "en" ? "zh-CN" : "en";
  const [come, setCome] = useState<Language>();
  useEffect(() => {
    let isHere = true;
    // Without them it is found by one language alone.
    fetchWords(other).then(
      () => isHere && setCome(other),
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [other]);
  return come === other || wordsOf(other) !== undefined;
}
