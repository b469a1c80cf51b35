import english from "../../assets/locales/en.json" with { type: "json" };

/** The sentence of a tolerance; the code itself where an archive holds one of another version. */
export function repairWords(code: string): string {
  return (english.repairs as Readonly<Record<string, string>>)[code] ?? code;
}
