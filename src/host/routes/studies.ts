import { Hono } from "hono";
import type { SeriesRecord, StudyRecord } from "../../archive/index.ts";
import {
  type SeriesSummary,
  type StudyDetail,
  type StudyList,
  type StudySummary,
  studyQuerySchema,
} from "../../contract/index.ts";
import { anatomicalPlane, cross, type Vec3 } from "../../geometry/index.ts";
import { isDelivered } from "../jobs/queue-reports.ts";
import { isSamePatient } from "../same-patient.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseQuery } from "./answer.ts";

/** Worklist and study: what the archive holds, with how far reading has come. */
export function studyRoutes(workstation: Workstation): Hono {
  const { archive } = workstation;
  const readAhead = createReadAhead(workstation);
  const app = new Hono();
  app.get("/studies", (context) => {
    const { total, studies } = archive.searchStudies(parseQuery(context, studyQuerySchema));
    return context.json({ total, studies: studies.map((study) => summarise(workstation, study)) } satisfies StudyList);
  });
  app.get("/studies/:uid", (context) => {
    const study = found(archive.study(context.req.param("uid")), "This study is not in the archive.");
    const sameId = study.patientId === "" ? [] : archive.studiesOfPatient(study.patientId);
    const priors = sameId.filter((other) => takenAt(other) < takenAt(study) && isSamePatient(study, other));
    const detail: StudyDetail = {
      study: summarise(workstation, study),
      series: seriesOf(workstation, study.studyInstanceUid),
      priors: priors
        .sort((a, b) => takenAt(b).localeCompare(takenAt(a)))
        .map((prior) => ({ study: summarise(workstation, prior), series: seriesOf(workstation, prior.studyInstanceUid) })),
    };
    readAhead(detail);
    return context.json(detail);
  });
  return app;
}

/** Begins to read the headers of the series that a viewer will ask for next; one study at a time, so that a walk through a list does not queue. */
function createReadAhead({ seriesFrames }: Workstation): (detail: StudyDetail) => void {
  let isReading = false;
  return ({ series }) => {
    const images = series.filter(({ kind }) => kind === "image");
    const [largest] = images.toSorted((a, b) => b.frameCount - a.frameCount);
    if (isReading || largest === undefined) return;
    isReading = true;
    // Whoever asks for the series is told of a failure.
    const done = () => {
      isReading = false;
    };
    seriesFrames.get(largest.seriesInstanceUid).then(done, done);
  };
}

function seriesOf({ archive }: Workstation, studyInstanceUid: string): SeriesSummary[] {
  archive.learnTraits(studyInstanceUid);
  return archive.seriesOfStudy(studyInstanceUid).map(({ imageOrientation, contrastAgent, ...series }) => {
    const projections = series.kind === "image" ? archive.projectionsOfSeries(series.seriesInstanceUid) : [];
    return {
      ...series,
      orientation: orientationOf(imageOrientation),
      contrast: contrastOf(series.kind, contrastAgent),
      ...(projections.length === 0 ? {} : { projections: projections.map((projection) => ({ ...projection })) }),
    };
  });
}

/** The plane of Image Orientation (Patient) as the file has it; undefined where it is none. */
function orientationOf(text: SeriesRecord["imageOrientation"]): SeriesSummary["orientation"] {
  const parts = text.split("\\").map(Number);
  if (parts.length !== 6 || !parts.every(Number.isFinite)) return undefined;
  const [x, y, z, u, v, w] = parts as [number, number, number, number, number, number];
  const normal: Vec3 = cross([x, y, z], [u, v, w]);
  return Math.hypot(...normal) < 0.5 ? undefined : anatomicalPlane(normal);
}

/** An element that is there and empty, or says that there was none, is a plain acquisition. */
function contrastOf(kind: SeriesRecord["kind"], agent: string | null): boolean | undefined {
  if (kind !== "image" || agent === null) return undefined;
  return !["", "no", "none", "无", "no contrast"].includes(agent.trim().toLowerCase());
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
