import type { Verb } from "../verb.ts";

export const verifyVerb: Verb = {
  name: "verify",
  summary: "Read every stored file again: finds a flipped bit, a missing file, a file nobody knows.",
  takes: "",
  minimumPositionals: 0,
  maximumPositionals: 0,
  options: {},
  optionHelp: [],
  async run({ workstation, signal }) {
    const report = await workstation().archive.verify({ signal });
    const bad = report.flipped.length + report.missing.length + report.orphans.length;
    const list = (what: string, of: readonly string[]) => of.map((item) => `  ${what}: ${item}`);
    const lines = [
      `${report.checked} files checked, ${bad === 0 ? "all as they were stored" : `${bad} problems`}`,
      ...list("changed", report.flipped),
      ...list("missing", report.missing),
      ...list("unknown", report.orphans),
    ];
    return { data: { clean: bad === 0, ...report }, text: lines.join("\n"), failed: bad > 0 };
  },
};
