import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { InstanceRecord } from "../../../src/archive/index.ts";
import { parsePart10 } from "../../../src/dicom/index.ts";
import { createCodecs, fileFrameSource, readSeriesFrames, readVolume, type Volume } from "../../../src/volume/index.ts";

/** Chest CTs that nobody here made; never shipped, and left out where they are absent. */
export const REAL_CASES = ["nlst-chest-2mm", "chest-1mm", "lung-3mm"] as const;

const repositoryRoot = new URL("../../..", import.meta.url).pathname;

/** Where the real CTs lie: HOUNSFIELD_DATA, else ../shared/data beside the checkout. */
function dataRoot(): string {
  return process.env.HOUNSFIELD_DATA ?? join(repositoryRoot, "..", "shared", "data");
}

/** The folder of a real CT. */
export function realCaseFolder(name: string): string {
  return join(dataRoot(), "ct", name);
}

/** Reads a real CT by name, or null where it is not on this machine. */
export async function readRealCase(name: string): Promise<Volume | null> {
  const directory = realCaseFolder(name);
  return existsSync(directory) ? readFolder(directory) : null;
}

/** The volume of a folder that holds one series. Throws DicomError, VolumeError. */
export async function readFolder(directory: string): Promise<Volume> {
  const files = readdirSync(directory).map((file) => join(directory, file));
  return readInstances(files.filter((path) => statSync(path).isFile()).map(describe));
}

/** The volume of the images of one series. Throws DicomError, VolumeError. */
export async function readInstances(instances: readonly InstanceRecord[]): Promise<Volume> {
  const series = await readSeriesFrames(instances);
  return readVolume(series, fileFrameSource(instances, createCodecs()));
}

function describe(path: string): InstanceRecord {
  const bytes = readFileSync(path);
  const { dataset, transferSyntaxUid } = parsePart10(bytes);
  const text = (keyword: "SOPInstanceUID" | "SOPClassUID" | "SeriesInstanceUID" | "StudyInstanceUID") =>
    String(dataset.first(keyword) ?? "");
  return {
    sopInstanceUid: text("SOPInstanceUID"),
    sopClassUid: text("SOPClassUID"),
    seriesInstanceUid: text("SeriesInstanceUID"),
    studyInstanceUid: text("StudyInstanceUID"),
    transferSyntaxUid,
    instanceNumber: null,
    numberOfFrames: 1,
    byteLength: bytes.length,
    sha256: "",
    path,
  };
}
