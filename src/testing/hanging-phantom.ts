import { buildPart10, Dataset, sopClasses, uidFromText } from "../dicom/index.ts";
import { buildBallSeries } from "./geometry-phantom.ts";

/** A study made to be hung. */
export interface HangingStudy {
  readonly studyInstanceUid: string;
  readonly files: readonly Uint8Array[];
}

interface ChestOptions {
  readonly date: string;
  /** The lung series is left out. */
  readonly hasLung?: boolean;
}

/** A chest CT of a ball: a sharp and a soft reconstruction of the same slices, named as a vendor names them, and a scout. */
export function buildChestStudy({ date, hasLung = true }: ChestOptions): HangingStudy & {
  readonly lung: string;
  readonly soft: string;
} {
  const studyInstanceUid = uidFromText(`chest study ${date}`);
  const frameOfReference = uidFromText(`chest space ${date}`);
  const series = (description: string, seriesNumber: number, hu: number) => {
    const name = `${description} ${date}`;
    return buildBallSeries({
      name,
      seriesNumber,
      slices: 20,
      phasesHu: [hu],
      more: (dataset) =>
        dataset
          .set("StudyInstanceUID", studyInstanceUid)
          .set("FrameOfReferenceUID", frameOfReference)
          .set("PatientID", "HANGING-1")
          .set("StudyDate", date)
          .set("StudyDescription", "CT CHEST W/O CONTRAST")
          .set("BodyPartExamined", "CHEST")
          .set("SeriesDescription", description),
    });
  };
  const lung = series("Thorax 1.0 Bl57", 2, 200);
  const soft = series("Thorax 5.0 Br40", 3, 100);
  return {
    studyInstanceUid,
    files: [...(hasLung ? lung.files : []), ...soft.files],
    lung: lung.seriesInstanceUid,
    soft: soft.seriesInstanceUid,
  };
}

const size = { columns: 120, rows: 160 } as const;
/** Columns of the chest wall behind the breast, as bright as it gets; the breast is half as bright, air is dark. */
const wallColumns = 8;

interface MammogramOptions {
  readonly date: string;
  /** All four views as images of one series, as some devices file them. */
  readonly inOneSeries: boolean;
}

/**
 * Four mammograms. The left ones are stored as a device would that does not turn them: with the chest wall at the right like the right ones,
 * and saying so by Patient Orientation.
 */
export function buildMammography({ date, inOneSeries }: MammogramOptions): HangingStudy {
  const studyInstanceUid = uidFromText(`mammography ${date}`);
  const files = (["R", "L"] as const).flatMap((laterality) =>
    (["CC", "MLO"] as const).map((view) => buildPart10(mammogram({ laterality, view, date, inOneSeries, studyInstanceUid }))),
  );
  return { studyInstanceUid, files };
}

function mammogram(
  options: MammogramOptions & { readonly laterality: "L" | "R"; readonly view: "CC" | "MLO"; readonly studyInstanceUid: string },
): Dataset {
  const { laterality, view, date, inOneSeries, studyInstanceUid } = options;
  const name = `${laterality} ${view} ${date}`;
  const number = (laterality === "R" ? 1 : 2) + (view === "CC" ? 0 : 2);
  const inner = laterality === "R" ? "L" : "R";
  return new Dataset()
    .set("SpecificCharacterSet", "ISO_IR 192")
    .set("SOPClassUID", sopClasses.DigitalMammographyXRayImageStorageForPresentation)
    .set("SOPInstanceUID", uidFromText(name))
    .set("StudyInstanceUID", studyInstanceUid)
    .set("SeriesInstanceUID", uidFromText(inOneSeries ? `mammograms ${date}` : `series ${name}`))
    .set("PatientName", "Hanging^Phantom=挂片^模体")
    .set("PatientID", "HANGING-2")
    .set("StudyDate", date)
    .set("StudyTime", "100000")
    .set("StudyDescription", "乳腺钼靶")
    .set("SeriesDescription", "Mammogram")
    .set("Modality", "MG")
    .set("BodyPartExamined", "BREAST")
    .set("SeriesNumber", inOneSeries ? 1 : number)
    .set("InstanceNumber", number)
    .set("ViewPosition", view)
    .set("ImageLaterality", laterality)
    .set("PatientOrientation", ["P", view === "CC" ? inner : "F"])
    .set("ImagerPixelSpacing", [0.7, 0.7])
    .set("PresentationIntentType", "FOR PRESENTATION")
    .set("PresentationLUTShape", "IDENTITY")
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("Rows", size.rows)
    .set("Columns", size.columns)
    .set("BitsAllocated", 16)
    .set("BitsStored", 12)
    .set("HighBit", 11)
    .set("PixelRepresentation", 0)
    .set("WindowCenter", 2048)
    .set("WindowWidth", 4096)
    .set("PixelData", breast(), "OW");
}

/** Chest wall at the right, half an ellipse against it. */
function breast(): Uint8Array {
  const values = new Uint16Array(size.columns * size.rows);
  for (let row = 0; row < size.rows; row++) {
    for (let column = 0; column < size.columns; column++) {
      const [x, y] = [(size.columns - column) / 90, (row - size.rows / 2) / 70];
      const value = column >= size.columns - wallColumns && y * y < 1 ? 4095 : x * x + y * y < 1 ? 1900 : 40;
      values[row * size.columns + column] = value;
    }
  }
  return new Uint8Array(values.buffer);
}
