import { createContext, useContext, useMemo } from "react";
import type { ObjectAnswer } from "../../../src/contract/index.ts";
import { type TextValues, useDynamicText, useLanguage } from "../../stores/index.ts";

type Content = ObjectAnswer["document"]["content"];
/** The content of an object of one kind. */
export type ContentOf<K extends Content["kind"]> = Extract<Content, { kind: K }>;

/** The object that is shown, where it is shown, and where what it speaks of lies. */
export interface DocumentContext {
  readonly cellId: string;
  readonly document: ObjectAnswer["document"];
  /** The document as the host gave it. */
  readonly answer: ObjectAnswer;
  readonly held: ReadonlyMap<string, ObjectAnswer["held"][number]>;
}

export const DocumentContextProvider = createContext<DocumentContext | undefined>(undefined);

export function useDocument(): DocumentContext {
  const context = useContext(DocumentContextProvider);
  if (context === undefined) throw new Error("A part of a document stands outside of one.");
  return context;
}

/** Sentence under `document.` of the locale files; the key itself where there is none. */
export type DocumentText = (key: string, values?: TextValues) => string;

export function useDocumentText(): DocumentText {
  const find = useDynamicText();
  return useMemo(() => (key: string, values?: TextValues) => find(`document.${key}`, values) ?? key, [find]);
}

interface Coded {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** What a code means: in Chinese where the concept is known, else as the file says it. */
export function useCodeText(): (code: Coded | undefined) => string {
  const find = useDynamicText();
  const language = useLanguage();
  return useMemo(
    () => (code: Coded | undefined) => {
      if (code === undefined) return "";
      if (language === "en" || !/^[\w.:-]+$/.test(code.value)) return code.meaning;
      // Codes of leads and of an ECG's measurements have dots and colons, which a path of the locale files cannot.
      const key = code.value.replaceAll(/[.:]/g, "_");
      const scheme = code.scheme === "SRT" ? "SCT" : code.scheme;
      return find(`document.concept.${key}`) ?? find(`codes.${scheme}.${key}`) ?? code.meaning;
    },
    [find, language],
  );
}

/** How a unit is written: UCUM's own signs made readable. */
export function unitText(unit: Coded | undefined): string {
  if (unit === undefined || unit.value === "1" || unit.value === "{no units}") return "";
  const known: Readonly<Record<string, string>> = {
    "[hnsf'U]": "HU",
    cm2: "cm²",
    mm2: "mm²",
    mm3: "mm³",
    cm3: "cm³",
    "/min": "/min",
    "{H.B.}/min": "/min",
    "{H.R.}/min": "/min",
    deg: "°",
    uV: "µV",
    "{SUVbw}g/ml": "SUVbw",
  };
  return known[unit.value] ?? (/^\{.*\}$/.test(unit.value) ? unit.meaning : unit.value);
}
