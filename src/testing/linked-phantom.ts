import { uidFromText } from "../dicom/index.ts";
import { add, cross, distance, type ImagePlane, pixelToPatientMm, scale, subtract, type Vec3 } from "../geometry/index.ts";
import { buildTestImage, words } from "./dicom-image.ts";

/** A series of parallel slices of one ball, wherever and however they lie. */
export interface LinkedSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly files: readonly Uint8Array[];
  /** By SOP Instance UID, in order of position along the normal. */
  readonly planes: ReadonlyMap<string, ImagePlane>;
}

export interface LinkedOptions {
  readonly name: string;
  readonly seriesNumber: number;
  readonly frameOfReference: string;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  /** Middle of the stack, LPS+ millimetres of its frame of reference. */
  readonly centre?: Vec3;
  /** Where the ball lies in this frame of reference. */
  readonly ballPatient?: Vec3;
  readonly betweenSlicesMm: number;
  readonly count: number;
  /** [between rows, between columns]. */
  readonly pixelSpacing?: readonly [number, number];
  readonly rows?: number;
  readonly columns?: number;
  readonly modality?: string;
  readonly study?: string;
  readonly studyDate?: string;
  readonly patientId?: string;
}

const radiusMm = 45;

/** Slices of a ball of 1000 in 0, in a frame of reference of their own or shared with other series. */
export function buildLinkedSeries(options: LinkedOptions): LinkedSeries {
  const {
    name,
    seriesNumber,
    rowDirection,
    columnDirection,
    betweenSlicesMm,
    count,
    modality = "CT",
    study = "Linked",
  } = options;
  const { centre = [0, 0, 0], ballPatient = [0, 0, 0], pixelSpacing = [2, 2], rows = 80, columns = 80 } = options;
  const normal = cross(rowDirection, columnDirection);
  const shape = { rowDirection, columnDirection, pixelSpacing, rows, columns };
  const corner = pixelToPatientMm({ ...shape, imagePositionPatient: [0, 0, 0] }, (columns - 1) / 2, (rows - 1) / 2);
  const planes = Array.from({ length: count }, (_, at): ImagePlane => {
    const along = scale(normal, (at - (count - 1) / 2) * betweenSlicesMm);
    return { ...shape, imagePositionPatient: subtract(add(centre, along), corner) };
  });
  const [studyInstanceUid, seriesInstanceUid] = [uidFromText(`${study} study`), uidFromText(`${study} ${name}`)];
  const frameOfReferenceUid = uidFromText(`${options.frameOfReference} frame of reference`);
  const sopInstanceUid = (at: number) => uidFromText(`${study} ${name} ${at}`);
  const files = planes.map((plane, at) =>
    buildTestImage({
      rows,
      columns,
      signed: true,
      pixels: ballOn(plane, ballPatient),
      more: (dataset) =>
        dataset
          .set("SpecificCharacterSet", "ISO_IR 192")
          .set("SOPClassUID", `1.2.840.10008.5.1.4.1.1.${modality === "MR" ? 4 : 2}`)
          .set("SOPInstanceUID", sopInstanceUid(at))
          .set("StudyInstanceUID", studyInstanceUid)
          .set("SeriesInstanceUID", seriesInstanceUid)
          .set("FrameOfReferenceUID", frameOfReferenceUid)
          .set("PatientName", "Link^Phantom=关联^模体")
          .set("PatientID", options.patientId ?? "LINK-1")
          .set("StudyDate", options.studyDate ?? "20260105")
          .set("StudyTime", "101500")
          .set("StudyDescription", "Linked series")
          .set("SeriesDescription", name)
          .set("Modality", modality)
          .set("SeriesNumber", seriesNumber)
          .set("InstanceNumber", at + 1)
          .set("ImagePositionPatient", [...plane.imagePositionPatient])
          .set("ImageOrientationPatient", [...rowDirection, ...columnDirection])
          .set("PixelSpacing", [...pixelSpacing])
          .set("SliceThickness", betweenSlicesMm)
          .set("RescaleIntercept", 0)
          .set("RescaleSlope", 1)
          .set("WindowCenter", 400)
          .set("WindowWidth", 1600),
    }),
  );
  const placed = new Map(planes.map((plane, at) => [sopInstanceUid(at), plane]));
  return { studyInstanceUid, seriesInstanceUid, frameOfReferenceUid, files, planes: placed };
}

function ballOn(plane: ImagePlane, ballPatient: Vec3): Uint8Array {
  const values = Array.from({ length: plane.rows * plane.columns }, (_, at) => {
    const point = pixelToPatientMm(plane, at % plane.columns, Math.floor(at / plane.columns));
    return Math.round(1000 * Math.min(1, Math.max(0, (radiusMm - distance(point, ballPatient)) / 3 + 0.5)));
  });
  return words(values);
}
