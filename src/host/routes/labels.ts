import { Hono } from "hono";
import { type LabelState, labelExportSchema } from "../../contract/index.ts";
import { decisionsOf } from "../../labels/index.ts";
import { exportLabels } from "../jobs/labels/export-labels.ts";
import { readExports } from "../jobs/labels/label-journal.ts";
import { type LabelledStudy, labelledStudies } from "../jobs/labels/labelled-studies.ts";
import type { Workstation } from "../workstation.ts";
import { parseBody } from "./answer.ts";

const exportsShown = 50;

/** Readers' decisions as labels: what there is, what was exported, and a new export. */
export function labelRoutes(workstation: Workstation): Hono {
  const app = new Hono();
  app.get("/labels", (context) => {
    const all = labelledStudies(workstation);
    const uid = context.req.query("studyInstanceUid");
    const exports = readExports(workstation.dataDirectory).slice(-exportsShown).reverse();
    return context.json({
      ofStudy: countsOf(all.filter(({ study }) => study.studyInstanceUid === uid)),
      ofAll: { studies: all.length, ...countsOf(all) },
      exports: exports.map(({ studyInstanceUids, at, by, directory, formats, withImages, decisions }) => {
        return { at, by, directory, formats, withImages, decisions, studies: studyInstanceUids.length };
      }),
    } satisfies LabelState);
  });
  app.post("/labels/export", async (context) => {
    const wish = await parseBody(context, labelExportSchema);
    return context.json(await exportLabels(workstation, wish, context.req.raw.signal), 201);
  });
  return app;
}

function countsOf(studies: readonly LabelledStudy[]): LabelState["ofStudy"] {
  const findings = studies.flatMap((one) => one.findings);
  return { findings: findings.length, decisions: decisionsOf(findings).length };
}
