import { Hono } from "hono";
import type { StudyRecord } from "../../archive/index.ts";
import { type StudyDetail, type StudyList, type StudySummary, studyQuerySchema } from "../../contract/index.ts";
import { isDelivered } from "../jobs/queue-reports.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseQuery } from "./answer.ts";

/** Worklist and study: what the archive holds, with how far reading has come. */
export function studyRoutes(workstation: Workstation): Hono {
  const { archive } = workstation;
  const app = new Hono();
  app.get("/studies", (context) => {
    const { total, studies } = archive.searchStudies(parseQuery(context, studyQuerySchema));
    return context.json({ total, studies: studies.map((study) => summarise(workstation, study)) } satisfies StudyList);
  });
  app.get("/studies/:uid", (context) => {
    const study = found(archive.study(context.req.param("uid")), "This study is not in the archive.");
    const sameId = study.patientId === "" ? [] : archive.studiesOfPatient(study.patientId);
    const priors = sameId.filter((other) => takenAt(other) < takenAt(study));
    const detail: StudyDetail = {
      study: summarise(workstation, study),
      series: [...archive.seriesOfStudy(study.studyInstanceUid)],
      priors: priors
        .sort((a, b) => takenAt(b).localeCompare(takenAt(a)))
        .map((prior) => ({ study: summarise(workstation, prior), series: [...archive.seriesOfStudy(prior.studyInstanceUid)] })),
    };
    return context.json(detail);
  });
  return app;
}

function summarise({ workspace, outbox }: Workstation, study: StudyRecord): StudySummary {
  const signed = workspace.signedReports(study.studyInstanceUid);
  const latest = signed.at(-1);
  const unsigned = workspace.draft(study.studyInstanceUid) ? "draft" : "none";
  return {
    ...study,
    modalities: [...study.modalities],
    reportState: latest ? (isDelivered(latest, outbox.items()) ? "delivered" : "signed") : unsigned,
    openProposals: workspace.openProposalCount(study.studyInstanceUid),
  };
}

/** Sorts studies by when they were taken; those without a date come first, so they count as earlier than any. */
function takenAt({ studyDate, studyTime, studyInstanceUid }: StudyRecord): string {
  return `${studyDate.padEnd(8)}${studyTime.padEnd(13)}${studyInstanceUid}`;
}
