import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "../storage/index.ts";
import { createHeadReader } from "./describe-file.ts";
import { projectionText } from "./index-writer.ts";
import type { InstanceDescription } from "./types.ts";

/** Images of a series that are looked at: those that protocols tell apart one by one are few. */
const MOST_IMAGES = 64;

interface Learnt {
  readonly seriesInstanceUid: string;
  /** Of the image that speaks for the series. */
  readonly series: InstanceDescription["series"];
  readonly projections: readonly { readonly sopInstanceUid: string; readonly text: string }[];
}

/**
 * What hanging protocols tell series by was not kept by earlier editions. The series of a study that were filed by one are asked for it
 * when the study is: from the head of one image, of projections from each. It is kept, so that no header is read twice. A file that cannot
 * be read leaves its series as it was.
 */
export function createTraitLearner(db: DatabaseSync, pathOf: (sha256: string) => string): (studyInstanceUid: string) => void {
  const untold = db.prepare(
    "SELECT series_uid FROM untold_series WHERE series_uid IN (SELECT series_uid FROM series WHERE study_uid = ?)",
  );
  const images = db.prepare(
    "SELECT sop_uid, sha256, byte_length FROM instances WHERE series_uid = ? ORDER BY instance_number IS NULL, instance_number, sop_uid LIMIT ?",
  );
  const tell = db.prepare(`UPDATE series SET
    protocol_name = CASE protocol_name WHEN '' THEN ? ELSE protocol_name END,
    convolution_kernel = CASE convolution_kernel WHEN '' THEN ? ELSE convolution_kernel END,
    image_orientation = CASE image_orientation WHEN '' THEN ? ELSE image_orientation END,
    contrast_agent = coalesce(contrast_agent, ?) WHERE series_uid = ?`);
  const project = db.prepare("UPDATE instances SET projection = ? WHERE sop_uid = ? AND projection = ''");
  const isTold = db.prepare("DELETE FROM untold_series WHERE series_uid = ?");
  const heads = createHeadReader();

  const learn = (seriesInstanceUid: string): Learnt[] => {
    try {
      const rows = images.all(seriesInstanceUid, MOST_IMAGES).map((row) => ({
        sopInstanceUid: String(row.sop_uid),
        describe: () => heads.describe(pathOf(String(row.sha256)), String(row.sha256), Number(row.byte_length)),
      }));
      const [first, ...others] = rows;
      if (first === undefined) return [];
      const { series, projection } = first.describe();
      const projected =
        projection === undefined ? [] : [{ ...first, projection }, ...others.map((one) => ({ ...one, ...one.describe() }))];
      const projections = projected.map(({ sopInstanceUid, projection: said }) => ({
        sopInstanceUid,
        text: projectionText(said),
      }));
      return [{ seriesInstanceUid, series, projections }];
    } catch {
      return [];
    }
  };
  const keep = (learnt: readonly Learnt[]) => {
    for (const { seriesInstanceUid, series, projections } of learnt) {
      const { protocolName, convolutionKernel, imageOrientation, contrastAgent } = series;
      tell.run(protocolName, convolutionKernel, imageOrientation, contrastAgent, seriesInstanceUid);
      for (const { sopInstanceUid, text } of projections) project.run(text, sopInstanceUid);
      isTold.run(seriesInstanceUid);
    }
  };
  return (studyInstanceUid) => {
    const learnt = untold.all(studyInstanceUid).flatMap(({ series_uid: uid }) => learn(String(uid)));
    if (learnt.length > 0) inTransaction(db, () => keep(learnt));
  };
}
