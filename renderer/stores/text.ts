import { type ErrorRecord, isAbort, toErrorRecord } from "../../src/base/index.ts";
import { type Language, type Words, wordsOf } from "./words.ts";

export type TextValue = string | number | boolean;
export type TextValues = Readonly<Record<string, TextValue>>;

type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}` }[keyof T & string];

/** A sentence of the locale files, by its dotted path. */
export type TextKey = Paths<Words>;

/** Gives the sentence of a key, its `{placeholders}` filled. */
export type Text = (key: TextKey, values?: TextValues) => string;

/** A sentence to be said later, in whatever language is then chosen. */
export type Message =
  | {
      readonly kind: "text";
      readonly key: TextKey;
      readonly values?: TextValues;
      /** Values that are sentences of their own. */
      readonly parts?: Readonly<Record<string, TextKey>>;
    }
  | { readonly kind: "error"; readonly error: ErrorRecord };

/**
 * Fills `{name}`; `{name|one|other}` says `one` when the value is 1 and `other` elsewise (Chinese needs no such pair). A value that is
 * missing stays visible as its placeholder, so that it is noticed.
 */
export function fillText(template: string, values: TextValues = {}): string {
  return template.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (other === undefined) return String(value);
    return Number(value) === 1 ? (one ?? "") : other;
  });
}

function findText(language: Language, path: string): string | undefined {
  let at: unknown = wordsOf(language);
  for (const part of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return typeof at === "string" ? at : undefined;
}

/** The text function of a language; a key stands for its sentence until the words of the language have come. */
export function createText(language: Language): Text {
  return (key, values) => fillText(findText(language, key) ?? key, values);
}

/** The text under a key that is only known when running (a code from a file or from the host), or undefined. */
export function findDynamicText(language: Language, path: string, values?: TextValues): string | undefined {
  const template = findText(language, path);
  return template === undefined ? undefined : fillText(template, values);
}

/** The sentence for an error: of its reason where there is one (`refusals.<code>.<reason>`), `errors.<area>.<code>`, else one that names the code. */
export function errorText(language: Language, error: ErrorRecord): string {
  const reasoned = findText(language, `refusals.${error.code}.${error.details.reason}`);
  if (reasoned !== undefined) return fillText(reasoned, wordedDetails(language, error.details));
  const known = findText(language, `errors.${error.area}.${error.code}`);
  if (known !== undefined) return fillText(known, error.details);
  return createText(language)("errors.unknown", { code: `${error.area}/${error.code}` });
}

/** Reasons whose `found` and `wanted` are codes that have words. */
const WORDED: Readonly<Record<string, string>> = { "body-region": "models.region", contrast: "models.accepts.contrast" };

function wordedDetails(language: Language, details: TextValues): TextValues {
  const words = WORDED[String(details.reason)];
  if (words === undefined) return details;
  const between = createText(language)("common.listSeparator");
  const worded = (codes: TextValue | undefined) =>
    String(codes ?? "")
      .split(", ")
      .map((code) => findText(language, `${words}.${code}`) ?? code)
      .join(between);
  return { ...details, found: worded(details.found), wanted: worded(details.wanted) };
}

export function messageText(language: Language, message: Message): string {
  if (message.kind === "error") return errorText(language, message.error);
  const text = createText(language);
  const parts = Object.entries(message.parts ?? {}).map(([name, key]) => [name, text(key)] as const);
  return text(message.key, { ...message.values, ...Object.fromEntries(parts) });
}

/** What to tell about a thrown value; undefined for a cancelled job, which is no news. */
export function toMessage(error: unknown): Message | undefined {
  return isAbort(error) ? undefined : { kind: "error", error: toErrorRecord(error) };
}
