/** The five components of a person name group, in the order of PS3.5 6.2.1.1. */
export interface PersonNameGroup {
  readonly familyName: string;
  readonly givenName: string;
  readonly middleName: string;
  readonly prefix: string;
  readonly suffix: string;
  /** The group as written, "Yamada^Tarou". */
  readonly text: string;
}

export interface PersonName {
  readonly alphabetic: PersonNameGroup;
  readonly ideographic: PersonNameGroup;
  readonly phonetic: PersonNameGroup;
}

/** Takes a PN value apart: three groups between equals signs, five components between carets (PS3.5 6.2.1). Missing parts are "". */
export function parsePersonName(value: string): PersonName {
  const [alphabetic = "", ideographic = "", phonetic = ""] = value.split("=");
  return { alphabetic: parseGroup(alphabetic), ideographic: parseGroup(ideographic), phonetic: parseGroup(phonetic) };
}

function parseGroup(text: string): PersonNameGroup {
  const [familyName = "", givenName = "", middleName = "", prefix = "", suffix = ""] = text.split("^").map((part) => part.trim());
  return { familyName, givenName, middleName, prefix, suffix, text: text.trim() };
}
