import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Dataset, sopClasses } from "../dicom/index.ts";
import { buildInstance } from "../testing/instances.ts";
import { type Archive, openArchive } from "./index.ts";

describe("what series and images are hung by", () => {
  let directory: string;
  let archive: Archive;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "hanging-"));
    archive = openArchive(directory);
  });
  afterEach(() => {
    archive.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  const mammogram = (number: number, edit: (dataset: Dataset) => void) =>
    buildInstance({
      sopInstanceUid: `1.2.3.4.${number}`,
      sopClassUid: sopClasses.DigitalMammographyXRayImageStorageForPresentation,
      instanceNumber: number,
      modality: "MG",
      edit: (dataset) => {
        dataset.set("BodyPartExamined", "BREAST");
        edit(dataset);
      },
    });
  const coded = (value: string, modifier?: string) => {
    const view = new Dataset().set("CodeValue", value).set("CodingSchemeDesignator", "SRT").set("CodeMeaning", "view");
    if (modifier !== undefined) view.set("ViewModifierCodeSequence", [new Dataset().set("CodeValue", modifier)]);
    return view;
  };

  /** As the edition before the third step of the index left it. */
  const fileAsBefore = () => {
    archive.dispose();
    const db = new DatabaseSync(join(directory, "index.sqlite"));
    db.exec(`DROP TABLE untold_series; ALTER TABLE instances DROP COLUMN projection; ALTER TABLE series DROP COLUMN protocol_name;
      ALTER TABLE series DROP COLUMN convolution_kernel; ALTER TABLE series DROP COLUMN image_orientation;
      ALTER TABLE series DROP COLUMN contrast_agent; DELETE FROM migrations WHERE version > 2`);
    db.close();
    archive = openArchive(directory);
  };
  const learnt = () => {
    archive.learnTraits("1.2.3");
    return archive.projectionsOfSeries("1.2.3.4").map(({ sopInstanceUid }) => sopInstanceUid);
  };
  const two = () => [1, 2].map((number) => mammogram(number, (dataset) => dataset.set("ViewPosition", "CC")));

  it("of mammograms is view, side and orientation of each image, coded or in words", () => {
    archive.storeBatch([
      mammogram(1, (dataset) =>
        dataset.set("ViewPosition", "CC").set("ImageLaterality", "R").set("PatientOrientation", ["P", "L"]),
      ),
      mammogram(2, (dataset) => dataset.set("ViewCodeSequence", [coded("R-10226")]).set("ImageLaterality", "L")),
      mammogram(3, (dataset) => dataset.set("ViewCodeSequence", [coded("399162004", "R-102D6")]).set("ImageLaterality", "L")),
    ]);
    const plain = { sopInstanceUid: "1.2.3.4.1", viewPosition: "CC", laterality: "R", patientOrientation: "P\\L" };
    expect(archive.projectionsOfSeries("1.2.3.4")).toEqual([
      { ...plain, isModified: false },
      { sopInstanceUid: "1.2.3.4.2", viewPosition: "MLO", laterality: "L", patientOrientation: "", isModified: false },
      { sopInstanceUid: "1.2.3.4.3", viewPosition: "CC", laterality: "L", patientOrientation: "", isModified: true },
    ]);
  });

  it("of slices is the protocol, the kernel, the orientation and the contrast; they are no projections", () => {
    const edit = (dataset: Dataset) =>
      dataset
        .set("ProtocolName", "Thorax Routine")
        .set("ConvolutionKernel", ["Br40d", "3"])
        .set("ContrastBolusAgent", "")
        .set("ImagePositionPatient", [0, 0, 0])
        .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0]);
    archive.store(buildInstance({ edit }));
    expect(archive.series("1.2.3.4")).toMatchObject({
      protocolName: "Thorax Routine",
      convolutionKernel: "Br40d\\3",
      imageOrientation: "1\\0\\0\\0\\1\\0",
      contrastAgent: "",
    });
    expect(archive.projectionsOfSeries("1.2.3.4")).toEqual([]);
  });

  it("stays unknown where the files say nothing", () => {
    archive.store(buildInstance());
    expect(archive.series("1.2.3.4")).toMatchObject({ protocolName: "", imageOrientation: "", contrastAgent: null });
  });

  it("is learnt from a header when the study is asked for, where an earlier edition filed it without", () => {
    const files = [
      mammogram(1, (dataset) =>
        dataset
          .set("ProtocolName", "Screening")
          .set("ViewPosition", "CC")
          .set("ImageLaterality", "R")
          .set("PatientOrientation", ["P", "L"]),
      ),
      mammogram(2, (dataset) => dataset.set("ViewPosition", "MLO").set("ImageLaterality", "L")),
    ];
    archive.storeBatch(files);
    const [series, projections] = [archive.series("1.2.3.4"), archive.projectionsOfSeries("1.2.3.4")];
    fileAsBefore();
    expect(archive.projectionsOfSeries("1.2.3.4")).toEqual([]);
    archive.learnTraits("1.2.3");
    expect(archive.projectionsOfSeries("1.2.3.4")).toEqual(projections);
    expect(archive.series("1.2.3.4")).toEqual(series);
    archive.dispose();
    // Kept: the files are not asked again.
    rmSync(join(directory, "instances"), { recursive: true, force: true });
    archive = openArchive(directory);
    archive.learnTraits("1.2.3");
    expect(archive.projectionsOfSeries("1.2.3.4")).toEqual(projections);
  });

  it("waits for who writes, and is no reason not to show a study where it cannot be kept", () => {
    archive.storeBatch(two());
    fileAsBefore();
    const other = new DatabaseSync(join(directory, "index.sqlite"));
    other.exec("BEGIN IMMEDIATE");
    expect(learnt()).toEqual([]);
    other.exec("ROLLBACK");
    expect(learnt()).toEqual(["1.2.3.4.1", "1.2.3.4.2"]);
    fileAsBefore();
    other.exec("CREATE TRIGGER full BEFORE UPDATE ON series BEGIN SELECT raise(ABORT, 'disk is full'); END");
    expect(learnt()).toEqual([]);
    other.exec("DROP TRIGGER full");
    other.close();
  });

  it("is learnt from the images that can be read; a series of which none can is tried once, until the next start", () => {
    archive.storeBatch(two());
    fileAsBefore();
    const paths = [1, 2].map((number) => String(archive.instance(`1.2.3.4.${number}`)?.path));
    const [first = "", second = ""] = paths;
    renameSync(first, `${first}.away`);
    renameSync(second, `${second}.away`);
    expect(learnt()).toEqual([]);
    renameSync(`${second}.away`, second);
    expect(learnt()).toEqual([]);
    archive.dispose();
    archive = openArchive(directory);
    expect(learnt()).toEqual(["1.2.3.4.2"]);
  });
});
