import { useMemo } from "react";
import { create } from "zustand";
import { createText, findDynamicText, type Language, type Message, messageText, type Text, type TextValues } from "./text.ts";

/** The language of the screen. Intent only: it is kept by `changeLanguage` of the settings store. */
export const useLocaleStore = create<{ readonly language: Language }>()(() => ({ language: preferredLanguage() }));

/** What the system prefers, until the settings say otherwise. */
function preferredLanguage(): Language {
  return typeof navigator !== "undefined" && navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
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

/** Changes what is shown, and the language the document is read in; does not store it. */
export function showLanguage(language: Language): void {
  useLocaleStore.setState({ language });
  if (typeof document !== "undefined") document.documentElement.lang = language;
}
