import { Hono } from "hono";
import type { Archive, InstanceRecord, SeriesRecord, StudyRecord, StudySearch } from "../../archive/index.ts";
import { Dataset, type DicomJson, type Keyword, tagOf, toDicomJson } from "../../dicom/index.ts";

const defaultLimit = 200;
const maximumLimit = 1000;

/** QIDO-RS (PS3.18 10.6) over the archive: studies, series of a study, instances of a series; matching by the attributes it indexes. */
export function qidoRoutes(archive: Archive): Hono {
  const app = new Hono();
  app.get("/studies", (context) => {
    const query = readQuery(context.req.query());
    const uid = query.first("StudyInstanceUID");
    const one = uid === undefined ? undefined : archive.study(uid);
    const studies = uid === undefined ? archive.searchStudies(toSearch(query)).studies : one ? [one] : [];
    return answer(studies.map(describeStudy));
  });
  app.get("/studies/:study/series", (context) => {
    const query = readQuery(context.req.query());
    return answer(
      archive
        .seriesOfStudy(context.req.param("study"))
        .filter((series) => matchesSeries(series, query))
        .map(describeSeries),
    );
  });
  const instances = (study: string, series: string | undefined, query: Query) => {
    const all = series === undefined ? archive.seriesOfStudy(study).map(({ seriesInstanceUid }) => seriesInstanceUid) : [series];
    return answer(
      all
        .flatMap((uid) => archive.instancesOfSeries(uid))
        .filter((instance) => instance.studyInstanceUid === study && matchesInstance(instance, query))
        .slice(query.offset, query.offset + query.limit)
        .map(describeInstance),
    );
  };
  app.get("/studies/:study/series/:series/instances", (context) =>
    instances(context.req.param("study"), context.req.param("series"), readQuery(context.req.query())),
  );
  app.get("/studies/:study/instances", (context) =>
    instances(context.req.param("study"), undefined, readQuery(context.req.query())),
  );
  return app;
}

interface Query {
  readonly limit: number;
  readonly offset: number;
  first(keyword: Keyword): string | undefined;
}

/** Attributes may be named by keyword or by tag (PS3.18 8.3.4). */
function readQuery(parameters: Readonly<Record<string, string>>): Query {
  const count = (name: string, otherwise: number) => {
    const value = Number.parseInt(parameters[name] ?? "", 10);
    return Number.isFinite(value) && value >= 0 ? value : otherwise;
  };
  return {
    limit: Math.min(maximumLimit, count("limit", defaultLimit)),
    offset: count("offset", 0),
    first: (keyword) => {
      const value = parameters[keyword] ?? parameters[tagOf(keyword).toString(16).padStart(8, "0").toUpperCase()];
      return value === "" ? undefined : value;
    },
  };
}

function toSearch(query: Query): StudySearch {
  const date = query.first("StudyDate");
  const [from, to] = date?.includes("-") ? date.split("-") : [date, date];
  return {
    patientName: query.first("PatientName"),
    patientId: query.first("PatientID"),
    accessionNumber: query.first("AccessionNumber"),
    modality: query.first("ModalitiesInStudy"),
    from: from === "" ? undefined : from,
    to: to === "" ? undefined : to,
    limit: query.limit,
    offset: query.offset,
  };
}

function matchesSeries(series: SeriesRecord, query: Query): boolean {
  const uid = query.first("SeriesInstanceUID");
  const modality = query.first("Modality");
  return (uid === undefined || uid === series.seriesInstanceUid) && (modality === undefined || modality === series.modality);
}

function matchesInstance(instance: InstanceRecord, query: Query): boolean {
  const uid = query.first("SOPInstanceUID");
  const sopClass = query.first("SOPClassUID");
  return (uid === undefined || uid === instance.sopInstanceUid) && (sopClass === undefined || sopClass === instance.sopClassUid);
}

function describeStudy(study: StudyRecord): DicomJson {
  return toDicomJson(
    new Dataset()
      .set("StudyDate", study.studyDate)
      .set("StudyTime", study.studyTime)
      .set("AccessionNumber", study.accessionNumber)
      .set("ModalitiesInStudy", [...study.modalities])
      .set("StudyDescription", study.studyDescription)
      .set("PatientName", study.patientName)
      .set("PatientID", study.patientId)
      .set("PatientBirthDate", study.patientBirthDate)
      .set("PatientSex", study.patientSex)
      .set("StudyInstanceUID", study.studyInstanceUid)
      .set("NumberOfStudyRelatedSeries", study.seriesCount)
      .set("NumberOfStudyRelatedInstances", study.instanceCount),
  );
}

function describeSeries(series: SeriesRecord): DicomJson {
  return toDicomJson(
    new Dataset()
      .set("Modality", series.modality)
      .set("SeriesDescription", series.seriesDescription)
      .set("SeriesInstanceUID", series.seriesInstanceUid)
      .set("StudyInstanceUID", series.studyInstanceUid)
      .set("SeriesNumber", series.seriesNumber === null ? [] : [series.seriesNumber])
      .set("NumberOfSeriesRelatedInstances", series.instanceCount),
  );
}

function describeInstance(instance: InstanceRecord): DicomJson {
  return toDicomJson(
    new Dataset()
      .set("SOPClassUID", instance.sopClassUid)
      .set("SOPInstanceUID", instance.sopInstanceUid)
      .set("SeriesInstanceUID", instance.seriesInstanceUid)
      .set("StudyInstanceUID", instance.studyInstanceUid)
      .set("InstanceNumber", instance.instanceNumber === null ? [] : [instance.instanceNumber])
      .set("AvailableTransferSyntaxUID", instance.transferSyntaxUid)
      .set("NumberOfFrames", instance.numberOfFrames),
  );
}

function answer(found: readonly DicomJson[]): Response {
  if (found.length === 0) return new Response(null, { status: 204 });
  return new Response(JSON.stringify(found), { headers: { "content-type": "application/dicom+json" } });
}
