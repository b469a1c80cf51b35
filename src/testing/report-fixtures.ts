import { Dataset, sopClasses } from "../dicom/index.ts";
import { createFinding, decide, type Finding, type FindingInput, measure, type Provenance, sct } from "../findings/index.ts";
import { pixelToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { ReportContext, ReportToSign, SourceSeries } from "../report/index.ts";
import { composeDraft, draftFromTemplate, type ReportLanguage, type ReportTemplate } from "../report/index.ts";

/** Numbers from 0 to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const testStudyUid = "2.25.101";
export const testSeriesUid = "2.25.102";
export const testFrameOfReferenceUid = "2.25.103";
export const signedAt = "2026-11-22T10:00:00.000Z";

/** A UUID and a UID for the nth thing made, the same at every run. */
export function idsOf(index: number): { readonly id: string; readonly trackingUid: string } {
  return { id: `00000000-0000-4000-8000-${index.toString(16).padStart(12, "0")}`, trackingUid: `2.25.5${index}` };
}

/** A proposal of a made-up model with this score. */
export function modelWithScore(score: number): Provenance {
  return { ...madeUpModel, by: "model", score };
}

const madeUpModel = {
  modelId: "lung-nodule",
  modelVersion: "1.0.0",
  weightsSha256: "0123456789abcdef".repeat(4),
  parameters: { threshold: 0.35, mode: "fast", flip: false },
  analysisId: "analysis-1",
  operatingPoint: "balanced",
  variants: [{ stage: "candidates", file: "model.onnx", sha256: "fedcba9876543210".repeat(4), precision: "fp32" }],
  provider: "cpu",
  time: "2026-11-22T09:30:00.000Z",
};
export const modelProvenance: Provenance = modelWithScore(0.873123456789);
export const personProvenance: Provenance = { by: "person", name: "Doe^Jane" };

/** A finding on slice 3 of the test series; a model's is accepted. */
export function makeFinding(
  index: number,
  input: Partial<FindingInput> & Pick<FindingInput, "geometry">,
  provenance: Provenance = personProvenance,
): Finding {
  const finding = createFinding(
    {
      trackingId: `F${index}`,
      studyInstanceUid: testStudyUid,
      seriesInstanceUid: testSeriesUid,
      frameOfReferenceUid: testFrameOfReferenceUid,
      code: sct.lungNodule,
      reference: { sopClassUid: sopClasses.CTImageStorage, sopInstanceUid: "2.25.2003", frameNumber: 1 },
      measurements: measure(input.geometry),
      ...input,
    },
    provenance,
    idsOf(index),
    signedAt,
  );
  return provenance.by === "model" ? decide(finding, "accepted", "Doe^Jane", signedAt) : finding;
}

/** Attributes of an image of a made-up patient, without pixels. */
export function studyDataset(): Dataset {
  return new Dataset()
    .set("SOPClassUID", sopClasses.CTImageStorage)
    .set("StudyInstanceUID", testStudyUid)
    .set("SeriesInstanceUID", testSeriesUid)
    .set("PatientName", "Wang^XiaoDong=王^小东")
    .set("PatientID", "T-1")
    .set("PatientBirthDate", "19700101")
    .set("PatientSex", "O")
    .set("StudyDate", "20261121")
    .set("StudyTime", "093000")
    .set("ReferringPhysicianName", "Roe^Richard")
    .set("StudyID", "1")
    .set("AccessionNumber", "A1")
    .set("StudyDescription", "CT chest")
    .set("InstitutionName", "Test clinic")
    .set("PatientAge", "056Y")
    .set("Modality", "CT");
}

/** Size of the made-up series: not a multiple of 8 across, so that frames of a SEG do not begin on a byte. */
export const testDimensions: Vec3 = [37, 29, 12];
const spacingMm: Vec3 = [0.703125, 0.71, 2.5];

/** A series of axial (or, with `shear`, tilted) slices with its grid. Slice k has SOP Instance UID 2.25.(2000 + k). */
export function testSeries(options: { readonly shearMm?: number; readonly isMultiFrame?: boolean } = {}): SourceSeries {
  const [columns, rows, slices] = testDimensions;
  const grid: VolumeGrid = {
    dimensions: testDimensions,
    spacingMm,
    originPatient: [-100.5, -80.25, 12.75],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
  const frames = Array.from({ length: slices }, (_, k) => {
    const [x, y, z] = grid.originPatient;
    return {
      sopClassUid: options.isMultiFrame ? sopClasses.EnhancedCTImageStorage : sopClasses.CTImageStorage,
      sopInstanceUid: options.isMultiFrame ? "2.25.2000" : `2.25.${2000 + k}`,
      frameNumber: options.isMultiFrame ? k + 1 : 1,
      rows,
      columns,
      sliceThicknessMm: 3,
      plane: {
        imagePositionPatient: [x, y + k * (options.shearMm ?? 0), z + k * spacingMm[2]] as Vec3,
        rowDirection: [1, 0, 0] as Vec3,
        columnDirection: [0, 1, 0] as Vec3,
        pixelSpacing: [spacingMm[1], spacingMm[0]] as const,
        rows,
        columns,
      },
    };
  });
  return {
    seriesInstanceUid: testSeriesUid,
    modality: "CT",
    frameOfReferenceUid: testFrameOfReferenceUid,
    frames,
    grid,
    header: studyDataset(),
  };
}

export function testContext(series: readonly SourceSeries[] = [testSeries()]): ReportContext {
  return {
    study: studyDataset(),
    series,
    timezoneOffsetMinutes: 480,
    device: {
      manufacturer: "Hounsfield",
      manufacturerModelName: "Hounsfield",
      deviceSerialNumber: "1",
      softwareVersions: "0.1.0",
      observerUid: "2.25.104",
    },
  };
}

/** A draft of these findings with an impression, as it is signed. */
export function reportOf(template: ReportTemplate, findings: readonly Finding[], language: ReportLanguage = "en"): ReportToSign {
  const draft = composeDraft(
    draftFromTemplate(template, language, { studyInstanceUid: testStudyUid, at: signedAt }),
    template,
    findings,
  );
  return { template, draft, signedBy: language === "en" ? "Doe^Jane" : "张^伟", signedAt };
}

/** A point of the test series in patient space. */
export function testPoint(column: number, row: number, k = 3): Vec3 {
  const plane = testSeries().frames[k]?.plane;
  if (plane === undefined) throw new Error("no such slice");
  return pixelToPatientMm(plane, column, row);
}
