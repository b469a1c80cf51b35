import type { Dataset } from "../../dicom/index.ts";
import { newUid, parsePart10, tagOf } from "../../dicom/index.ts";
import type { Finding } from "../../findings/index.ts";
import type { ReportContext, SourceSeries } from "../../report/index.ts";
import { HostError } from "../errors.ts";
import { productName, productVersion } from "../product.ts";
import type { Workstation } from "../workstation.ts";

const installationKey = "installation-uid";

/** What SR and SEG copy from the study: its attributes, the series that findings lie on, and the device that writes. */
export async function reportContext(
  workstation: Workstation,
  studyInstanceUid: string,
  findings: readonly Finding[],
): Promise<ReportContext> {
  const { archive } = workstation;
  const seriesUids = [...new Set(findings.map((finding) => finding.seriesInstanceUid))];
  const images = archive.seriesOfStudy(studyInstanceUid).filter(({ kind }) => kind === "image");
  const first = seriesUids[0] ?? images[0]?.seriesInstanceUid ?? archive.seriesOfStudy(studyInstanceUid)[0]?.seriesInstanceUid;
  if (first === undefined) throw new HostError("not-found", "This study holds nothing to report on.");
  return {
    study: await headerOf(workstation, first),
    series: await Promise.all(
      seriesUids.map((uid) => {
        const own = findings.filter(({ seriesInstanceUid }) => seriesInstanceUid === uid);
        return sourceSeries(workstation, uid, own.find(({ segment }) => segment !== undefined) ?? own[0]);
      }),
    ),
    device: {
      manufacturer: productName,
      manufacturerModelName: productName,
      deviceSerialNumber: installationUid(workstation).slice(-16),
      softwareVersions: productVersion,
      observerUid: installationUid(workstation),
    },
    timezoneOffsetMinutes: -workstation.now().getTimezoneOffset(),
  };
}

/** A series as the stack that a finding lies on, one with a mask before others: of several stacks each has its own grid. */
async function sourceSeries(
  { archive, seriesFrames }: Workstation,
  seriesInstanceUid: string,
  finding: Finding | undefined,
): Promise<SourceSeries> {
  const at = finding?.reference;
  const split = at && (await seriesFrames.holding(seriesInstanceUid, at.sopInstanceUid, at.frameNumber ?? 1));
  const { frames, geometry, modality, frameOfReferenceUid } = await seriesFrames.get(seriesInstanceUid, split);
  return {
    seriesInstanceUid,
    modality,
    frameOfReferenceUid,
    frames,
    grid: geometry.grid,
    header: await headerOf({ archive }, seriesInstanceUid),
  };
}

async function headerOf({ archive }: Pick<Workstation, "archive">, seriesInstanceUid: string): Promise<Dataset> {
  const instance = archive.instancesOfSeries(seriesInstanceUid)[0];
  if (!instance) throw new HostError("not-found", "A series of this report is not in the archive any more.");
  const { dataset } = parsePart10(await archive.read(instance.sopInstanceUid), { untilTag: tagOf("PixelData") });
  // A file whose own UIDs are missing or impossible is known by those that the archive made for it.
  return dataset.set("StudyInstanceUID", instance.studyInstanceUid).set("SeriesInstanceUID", instance.seriesInstanceUid);
}

/** One UID for the life of this data folder: which installation wrote an object. */
function installationUid({ workspace }: Workstation): string {
  const known = workspace.readSetting(installationKey);
  if (typeof known === "string") return known;
  const made = newUid();
  workspace.writeSetting(installationKey, made);
  return made;
}
