import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decide } from "../../findings/index.ts";
import { openDraft, signReport, type Workstation } from "../../host/index.ts";
import { checkReport, type ReportDraft, type ReportTemplate, type SignedReport } from "../../report/index.ts";
import { type AcceptRule, parseAcceptRule } from "../accept-rule.ts";
import { CliError } from "../errors.ts";
import type { Verb } from "../verb.ts";

export const reportVerb: Verb = {
  name: "report",
  summary: "Show the report of a study; decide on proposals by a stated rule, sign, and write the objects out, where asked.",
  takes: "STUDY_UID",
  minimumPositionals: 1,
  maximumPositionals: 1,
  options: {
    accept: { type: "string" },
    section: { type: "string", multiple: true },
    sign: { type: "string" },
    out: { type: "string" },
  },
  optionHelp: [
    ["--accept RULE", "decide on every open proposal: score>=NUMBER, all or none (the others are rejected)"],
    ["--section ID=TEXT", 'write this text into a section of the draft (repeatable), e.g. impression="No nodule."'],
    ["--sign NAME", "sign the draft in this name and queue SR and SEG for delivery"],
    ["--out DIR", "also write the signed objects there as .dcm files"],
  ],
  async run({ positionals, options, workstation }) {
    const [studyInstanceUid] = positionals as [string];
    const opened = workstation();
    const study = opened.archive.study(studyInstanceUid);
    if (!study) throw new CliError("not-found", "This study is not in the archive.");
    const decided =
      typeof options.accept === "string" ? decideByRule(opened, studyInstanceUid, parseAcceptRule(options.accept)) : undefined;
    if (Array.isArray(options.section)) writeSections(opened, studyInstanceUid, options.section);
    const { draft, template } = openDraft(opened, studyInstanceUid);
    const problems = checkReport(template, draft, opened.workspace.findings(studyInstanceUid), study);
    const signed =
      typeof options.sign === "string"
        ? await signReport(opened, studyInstanceUid, { signedBy: options.sign, revision: draft.revision })
        : undefined;
    if (signed && typeof options.out === "string") await writeObjects(opened, signed, options.out);
    return {
      data: {
        draft,
        problems,
        decided,
        signed: signed ?? null,
        earlier: opened.workspace.signedReports(studyInstanceUid).length - (signed ? 1 : 0),
      },
      text: [
        describeDraft(draft, template),
        ...problems.map(({ code, severity }) => `${severity}: ${code}`),
        ...(signed ? [`signed: ${signed.id}`] : []),
      ].join("\n"),
    };
  },
};

/** Decides on every open proposal of a study; the rule is written into each finding's history as who decided. */
export function decideByRule(
  { workspace, now }: Workstation,
  studyInstanceUid: string,
  rule: AcceptRule,
): { rule: string; accepted: number; rejected: number } {
  const proposals = workspace.findings(studyInstanceUid).filter(({ status }) => status === "proposed");
  const decisions = proposals.map((finding) =>
    decide(finding, rule.accepts(finding) ? "accepted" : "rejected", `rule ${rule.text}`, now().toISOString()),
  );
  workspace.putFindings(decisions);
  const accepted = decisions.filter(({ status }) => status === "accepted").length;
  return { rule: rule.text, accepted, rejected: decisions.length - accepted };
}

/** Writes texts given as "ID=TEXT" into the draft and saves it. @throws CliError "usage" */
export function writeSections(workstation: Workstation, studyInstanceUid: string, texts: readonly string[]): void {
  const { draft, template } = openDraft(workstation, studyInstanceUid);
  const sections = { ...draft.sections };
  for (const text of texts) {
    const [, id, written] = /^([a-z][a-z0-9-]*)=(.*)$/s.exec(text) ?? [];
    if (id === undefined || written === undefined || !template.sections.some((section) => section.id === id)) {
      const known = template.sections.map((section) => section.id).join(", ");
      throw new CliError("usage", `"${text}" is not ID=TEXT with one of: ${known}.`);
    }
    sections[id] = written;
  }
  workstation.workspace.saveDraft({ ...draft, sections, savedAt: workstation.now().toISOString() });
}

async function writeObjects({ archive }: Workstation, signed: SignedReport, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  for (const { kind, sopInstanceUid } of signed.objects) {
    writeFileSync(join(directory, `${kind.toLowerCase()}-${sopInstanceUid}.dcm`), await archive.read(sopInstanceUid));
  }
}

function describeDraft(draft: ReportDraft, template: ReportTemplate): string {
  return template.sections
    .map(({ id, heading }) => `${heading[draft.language]}\n  ${(draft.sections[id] ?? "").split("\n").join("\n  ")}`)
    .join("\n");
}
