import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
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
 * when the study is: from the head of one image, of projections from each. It is kept, so that no header is read twice; while another process
 * writes it waits for the next time. What cannot be read or kept leaves its series as it was, and is tried again after the next start.
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

  const describe = ({ sop_uid, sha256, byte_length }: Record<string, SQLOutputValue>) => {
    try {
      const { series, projection } = heads.describe(pathOf(String(sha256)), String(sha256), Number(byte_length));
      return [{ sopInstanceUid: String(sop_uid), series, projection }];
    } catch {
      return [];
    }
  };
  const learn = (seriesInstanceUid: string): Learnt | undefined => {
    const rows = images.all(seriesInstanceUid, MOST_IMAGES);
    for (const [at, row] of rows.entries()) {
      const [first] = describe(row);
      if (first === undefined) continue;
      const { series, projection } = first;
      const projected = projection === undefined ? [] : [first, ...rows.slice(at + 1).flatMap(describe)];
      const projections = projected.map((one) => ({ sopInstanceUid: one.sopInstanceUid, text: projectionText(one.projection) }));
      return { seriesInstanceUid, series, projections };
    }
    return undefined;
  };
  const keep = (learnt: readonly Learnt[]) => {
    for (const { seriesInstanceUid, series, projections } of learnt) {
      const { protocolName, convolutionKernel, imageOrientation, contrastAgent } = series;
      tell.run(protocolName, convolutionKernel, imageOrientation, contrastAgent, seriesInstanceUid);
      for (const { sopInstanceUid, text } of projections) project.run(text, sopInstanceUid);
      isTold.run(seriesInstanceUid);
    }
  };
  /** Read, and not yet kept; undefined: in vain. */
  const known = new Map<string, Learnt | undefined>();
  return (studyInstanceUid) => {
    const series = untold.all(studyInstanceUid).map((row) => String(row.series_uid));
    for (const uid of series) if (!known.has(uid)) known.set(uid, learn(uid));
    const learnt = series.flatMap((uid) => known.get(uid) ?? []);
    if (learnt.length === 0) return;
    const outcome = writeAtOnce(db, () => keep(learnt));
    if (outcome === "busy") return;
    for (const { seriesInstanceUid } of learnt) {
      if (outcome === "written") known.delete(seriesInstanceUid);
      else known.set(seriesInstanceUid, undefined);
    }
  };
}

const SQLITE_BUSY = 5;

/** Writes where nobody else does: who asks for a study is not kept waiting by an import. */
function writeAtOnce(db: DatabaseSync, change: () => void): "written" | "busy" | "failed" {
  const { timeout } = db.prepare("PRAGMA busy_timeout").get() as { timeout: number };
  db.exec("PRAGMA busy_timeout = 0");
  try {
    inTransaction(db, change);
    return "written";
  } catch (error) {
    const { errcode } = error as { errcode?: unknown };
    return typeof errcode === "number" && (errcode & 0xff) === SQLITE_BUSY ? "busy" : "failed";
  } finally {
    db.exec(`PRAGMA busy_timeout = ${timeout}`);
  }
}
