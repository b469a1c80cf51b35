/** A media type as a header writes it (RFC 9110 8.3.1): type and subtype in lower case, parameters by lower case name. */
export interface MediaType {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Takes a Content-Type apart; quoted values are unquoted. Never throws: what cannot be read is left out. */
export function parseMediaType(header: string): MediaType {
  const [first = "", ...rest] = splitOutsideQuotes(header);
  const parameters: Record<string, string> = {};
  for (const parameter of rest) {
    const equals = parameter.indexOf("=");
    if (equals <= 0) continue;
    parameters[parameter.slice(0, equals).trim().toLowerCase()] = unquoted(parameter.slice(equals + 1).trim());
  }
  return { type: first.trim().toLowerCase(), parameters };
}

function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\" && quoted) at++;
    else if (character === '"') quoted = !quoted;
    else if (character === ";" && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function unquoted(value: string): string {
  if (!value.startsWith('"') || !value.endsWith('"') || value.length < 2) return value;
  return value.slice(1, -1).replace(/\\(.)/g, "$1");
}
