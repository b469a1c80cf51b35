import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPart10, Dataset, sopClasses } from "../dicom/index.ts";
import { type DcmtkPicture, parsePnm } from "./dcmtk-picture.ts";

/**
 * Draws a frame (from 1) of an image by a presentation state with dcmp2pgm (`hasTool("dcmp2pgm")`): greys, overlays and bitmap shutter, turned
 * and flipped; not cut to the displayed area, without graphics. @throws where dcmtk refuses
 */
export function drawStateWithDcmtk(image: Uint8Array, state: Uint8Array, frame = 1): DcmtkPicture {
  const folder = mkdtempSync(join(tmpdir(), "pstate-"));
  try {
    const [imagePath, statePath, out] = ["i.dcm", "s.dcm", "o.pgm"].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(imagePath, image);
    writeFileSync(statePath, state);
    const flags = ["-p", statePath, "-f", String(frame)];
    const { status, stderr } = spawnSync("dcmp2pgm", [...flags, imagePath, out], { encoding: "utf8" });
    if (status !== 0) throw new Error(`dcmp2pgm refuses: ${stderr}`);
    return parsePnm(readFileSync(out));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A whole grayscale state of the image that `buildTestImage` makes (dcmtk takes none that lacks a module): a window, nothing turned. */
export function buildWholeState(more: (state: Dataset) => void): Uint8Array {
  const state = new Dataset()
    .set("SpecificCharacterSet", "ISO_IR 100")
    .set("SOPClassUID", sopClasses.GrayscaleSoftcopyPresentationStateStorage)
    .set("SOPInstanceUID", "2.25.50")
    .set("StudyInstanceUID", "2.25.3")
    .set("SeriesInstanceUID", "2.25.51")
    .set("StudyDate", "20260101")
    .set("StudyTime", "000000")
    .set("AccessionNumber", [])
    .set("ReferringPhysicianName", [])
    .set("Modality", "PR")
    .set("Manufacturer", "Test")
    .set("PatientName", "A")
    .set("PatientID", "1")
    .set("PatientBirthDate", [])
    .set("PatientSex", [])
    .set("StudyID", [])
    .set("SeriesNumber", 1)
    .set("InstanceNumber", 1)
    .set("ContentLabel", "TEST")
    .set("ContentDescription", "Test")
    .set("PresentationCreationDate", "20260101")
    .set("PresentationCreationTime", "000000")
    .set("ContentCreatorName", "Doe")
    .set("ReferencedSeriesSequence", [
      new Dataset()
        .set("SeriesInstanceUID", "2.25.2")
        .set("ReferencedImageSequence", [
          new Dataset().set("ReferencedSOPClassUID", sopClasses.CTImageStorage).set("ReferencedSOPInstanceUID", "2.25.1"),
        ]),
    ])
    .set("DisplayedAreaSelectionSequence", [
      new Dataset()
        .set("DisplayedAreaTopLeftHandCorner", [1, 1])
        .set("DisplayedAreaBottomRightHandCorner", [64, 64])
        .set("PresentationSizeMode", "SCALE TO FIT")
        .set("PresentationPixelAspectRatio", [1, 1]),
    ])
    .set("SoftcopyVOILUTSequence", [new Dataset().set("WindowCenter", 2000).set("WindowWidth", 1500)])
    .set("PresentationLUTShape", "IDENTITY");
  more(state);
  return buildPart10(state);
}
