import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InstanceRecord } from "../../../src/archive/index.ts";
import { silentLog } from "../../../src/base/index.ts";
import { type ArrivedSeries, chooseSeries } from "../../../src/host/analysis/choose-series.ts";
import { readSeriesHead } from "../../../src/host/analysis/series-head.ts";
import { openLocalWorkstation, startImport, type Workstation } from "../../../src/host/index.ts";
import type { ModelManifest } from "../../../src/inference/index.ts";

/** A CT of a folder: the series that the package takes best of its study. */
export interface FolderScan {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly instances: readonly InstanceRecord[];
}

export interface FolderScans {
  readonly scans: readonly FolderScan[];
  /** Studies without a series that the package takes. */
  readonly refused: readonly string[];
  /** Takes away what was taken in. */
  dispose(): Promise<void>;
}

/**
 * The scans of any folder, archive or disc of DICOM files: it is taken in as the program takes in everything, into a place of its own, so
 * that other files, several series and several studies beside each other are told apart. Series that are named are taken as they are.
 *
 * Throws where nothing could be read.
 */
export async function openFolderScans(
  directory: string,
  manifest: Pick<ModelManifest, "accepts">,
  named: ReadonlySet<string>,
): Promise<FolderScans> {
  const place = mkdtempSync(join(tmpdir(), "hounsfield-evaluate-"));
  const workstation = openLocalWorkstation({ dataDirectory: place, log: silentLog });
  const dispose = async () => {
    await workstation.dispose();
    rmSync(place, { recursive: true, force: true });
  };
  try {
    const { state, error, studyInstanceUids } = await startImport(workstation, directory).finished;
    if (state !== "done") throw new Error(error?.message ?? "The folder could not be read.");
    const scans: FolderScan[] = [];
    const refused: string[] = [];
    for (const studyInstanceUid of studyInstanceUids) {
      const chosen = await chosenOf(workstation, studyInstanceUid, manifest, named);
      if (chosen.length === 0) refused.push(studyInstanceUid);
      for (const seriesInstanceUid of chosen) {
        scans.push({ studyInstanceUid, seriesInstanceUid, instances: workstation.archive.instancesOfSeries(seriesInstanceUid) });
      }
    }
    return { scans, refused, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function chosenOf(
  { archive }: Workstation,
  studyInstanceUid: string,
  manifest: Pick<ModelManifest, "accepts">,
  named: ReadonlySet<string>,
): Promise<readonly string[]> {
  const all = archive.seriesOfStudy(studyInstanceUid).filter(({ kind }) => kind === "image");
  const meant = all.filter(({ seriesInstanceUid }) => named.has(seriesInstanceUid));
  if (meant.length > 0) return meant.map(({ seriesInstanceUid }) => seriesInstanceUid);
  const studyDescription = archive.study(studyInstanceUid)?.studyDescription ?? "";
  const arrived: ArrivedSeries[] = [];
  for (const series of all) {
    const head = await readSeriesHead(series, archive.instancesOfSeries(series.seriesInstanceUid));
    arrived.push({ series, head, studyDescription });
  }
  return chooseSeries(arrived, manifest).map(({ seriesInstanceUid }) => seriesInstanceUid);
}
