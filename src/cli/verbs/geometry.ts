import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { InstanceRecord } from "../../archive/index.ts";
import { parsePart10, tagOf } from "../../dicom/index.ts";
import { readSeriesStacks, type SeriesStacks, slicePositionsMm } from "../../volume/index.ts";
import { CliError } from "../errors.ts";
import { textTable } from "../table.ts";
import type { Verb } from "../verb.ts";

/** More files of a folder are not looked at: this verb is for a series, or a disc. */
const maxFiles = 200_000;

type Stack = SeriesStacks["stacks"][number];

export const geometryVerb: Verb = {
  name: "geometry",
  summary: "Say which stacks a series is made of, and whether each is a regular volume: positions, spacing, gaps, tilt.",
  takes: "SERIES_UID | PATH",
  minimumPositionals: 1,
  maximumPositionals: 1,
  options: {},
  optionHelp: [["", "a series of the archive, or files anywhere, which are only read"]],
  async run({ positionals: [target = ""], workstation, signal }) {
    const series = existsSync(target) ? await seriesAt(target, signal) : [ofArchive(workstation(), target)];
    const described = [];
    for (const instances of series) described.push(await describe(instances, signal));
    const rows = described.flatMap(({ modality, seriesInstanceUid, stacks }) =>
      stacks.map((stack) => [
        modality,
        `${stack.index}`,
        stack.label.map(({ code, value }) => `${code} ${value}`).join(", ") || stack.kind,
        `${stack.frames}`,
        stack.geometry.kind,
        stack.geometry.grid?.spacingMm.map((mm) => mm.toFixed(3)).join(" x ") ?? "",
        stack.geometry.issues.map(({ code, details }) => [code, ...Object.values(details)].join(" ")).join("; "),
        seriesInstanceUid,
      ]),
    );
    const header = ["Modality", "Stack", "Name", "Frames", "Verdict", "Spacing (mm)", "Issues", "Series Instance UID"];
    return { data: { series: described }, text: textTable(header, rows), failed: described.length === 0 };
  },
};

function ofArchive({ archive }: { archive: { instancesOfSeries(uid: string): readonly InstanceRecord[] } }, uid: string) {
  const instances = archive.instancesOfSeries(uid);
  if (instances.length === 0) throw new CliError("not-found", `There is neither a series nor a file ${uid}.`);
  return instances;
}

async function describe(instances: readonly InstanceRecord[], signal: AbortSignal) {
  const { common, stacks } = await readSeriesStacks(instances, { signal });
  const { seriesInstanceUid, modality, unreadable } = common;
  return { seriesInstanceUid, modality, stacks: stacks.map(describeStack), unreadable };
}

function describeStack({ index, kind, label, frames, geometry }: Stack) {
  return { index, kind, label, frames: frames.length, geometry, positionsMm: slicePositionsMm(frames) };
}

/** Images of a file or folder by series, in the order of their paths; what is no DICOM image is left out. */
async function seriesAt(path: string, signal: AbortSignal): Promise<readonly (readonly InstanceRecord[])[]> {
  const records: InstanceRecord[] = [];
  for (const file of await filesAt(path)) {
    signal.throwIfAborted();
    const record = await recordOf(file);
    if (record !== undefined) records.push(record);
  }
  return [...Map.groupBy(records, ({ seriesInstanceUid }) => seriesInstanceUid).values()];
}

async function filesAt(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.sort().slice(0, maxFiles);
}

async function recordOf(path: string): Promise<InstanceRecord | undefined> {
  const bytes = await readFile(path);
  try {
    const { dataset, transferSyntaxUid } = parsePart10(bytes, { untilTag: tagOf("PixelData") });
    if (!dataset.has("Rows")) return undefined;
    return {
      sopInstanceUid: dataset.first("SOPInstanceUID") ?? path,
      sopClassUid: dataset.first("SOPClassUID") ?? "",
      seriesInstanceUid: dataset.first("SeriesInstanceUID") ?? "",
      studyInstanceUid: dataset.first("StudyInstanceUID") ?? "",
      transferSyntaxUid,
      instanceNumber: dataset.first("InstanceNumber") ?? null,
      numberOfFrames: dataset.first("NumberOfFrames") ?? 1,
      byteLength: bytes.length,
      sha256: "",
      path,
    };
  } catch {
    // Whatever cannot be read is no image here; the import says why.
    return undefined;
  }
}
