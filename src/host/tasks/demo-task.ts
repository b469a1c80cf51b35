import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildPart10, type Dataset } from "../../dicom/index.ts";
import { buildChestDatasets, buildWristDatasets, demoPatient } from "../../phantom/index.ts";
import type { TaskContext } from "./handlers.ts";
import type { Tasks } from "./types.ts";

/** Writes one part of the demo patient as files into a folder. */
export async function buildDemo(
  { directory, part }: Tasks["demo"]["input"],
  { signal, onProgress }: TaskContext<number>,
): Promise<{ files: number }> {
  await mkdir(directory, { recursive: true });
  const { patient, chest, wrist, studies } = demoPatient();
  const identity = { patient, study: studies[part] };
  const datasets: AsyncIterable<Dataset> | Iterable<Dataset> =
    part === "wrist" ? buildWristDatasets(wrist, identity) : buildChestDatasets(chest, part, identity, { signal, onProgress });
  let files = 0;
  for await (const dataset of datasets) {
    files += 1;
    await writeFile(join(directory, `${String(files).padStart(4, "0")}.dcm`), buildPart10(dataset));
  }
  return { files };
}
