const maxForms = 64;
const maxFormLength = 256;

/** A text as it is compared: compatibility forms unified, Latin accents dropped, lower case. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase();
}

/**
 * The forms under which a person's name can be found (PS3.5 6.2.1): the whole, each component group (alphabetic, ideographic,
 * phonetic) as written, with spaces, and with nothing between its components as Chinese names are typed, and each component.
 */
export function nameForms(patientName: string): readonly string[] {
  const whole = fold(patientName);
  const forms = [whole];
  for (const group of whole.split("=")) {
    const components = group
      .split("^")
      .map((component) => component.trim())
      .filter((component) => component !== "");
    forms.push(group, components.join(" "), components.join(""), ...components);
  }
  const distinct = new Set(forms.map((form) => form.trim().slice(0, maxFormLength)));
  distinct.delete("");
  return [...distinct].slice(0, maxForms);
}

/** Whether a search text uses the wildcards of PS3.4 C.2.2.2.4. */
export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** `*` any characters, `?` one; everything else, LIKE's own signs too, stands for itself. For `LIKE ... ESCAPE '\'`. */
export function likePattern(text: string): string {
  return fold(text)
    .replace(/[\\%_]/g, "\\$&")
    .replace(/\*+/g, "%")
    .replace(/\?/g, "_");
}

/** The pattern of a search field: as written where it has wildcards, else anywhere in the value. */
export function containsPattern(text: string): string {
  const pattern = likePattern(text.trim());
  return hasWildcard(text) ? pattern : `%${pattern}%`;
}

/** The words of a free search, at most eight; each must be found somewhere. */
export function searchWords(text: string): readonly string[] {
  return text
    .split(/[\s^=]+/)
    .filter((word) => word !== "")
    .slice(0, 8);
}

/** A Study Date as YYYYMMDD for ordering ("2004.01.19" of ACR-NEMA too), "" where it is none. */
export function dateKey(studyDate: string): string {
  const digits = studyDate.replace(/[.\-/]/g, "").slice(0, 8);
  return /^\d{8}$/.test(digits) ? digits : "";
}
