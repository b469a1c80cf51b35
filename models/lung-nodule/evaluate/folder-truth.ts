import { readFileSync } from "node:fs";
import { z } from "zod";
import type { TrueNodule } from "./insert.ts";

/** What is known of scans, by Study or Series Instance UID; under "" what belongs to a folder's only scan. */
export type Truth = ReadonlyMap<string, readonly TrueNodule[]>;

const millimetres = z.number().min(-1e5).max(1e5);
const place = z.tuple([millimetres, millimetres, millimetres]);
const diameter = z.number().positive().max(300);

/** Names that lists of nodules give their fields, without case, underscores and units: "centre_mm", "coordX", "diameter_mm". */
const CENTRES = ["center", "centre", "centerpatient", "centrepatient", "position", "xyz"];
const AXES = [
  ["x", "coordx", "centerx", "centrex"],
  ["y", "coordy", "centery", "centrey"],
  ["z", "coordz", "centerz", "centrez"],
] as const;
const DIAMETERS = ["diameter", "size", "longaxis", "longdiameter"];
const SCANS = ["seriesuid", "series", "seriesinstanceuid", "studyinstanceuid", "study", "scan"];

interface Entry {
  readonly scan: string;
  readonly nodule: TrueNodule;
}

function entryOf(given: unknown, scan: string): Entry {
  const object = z.record(z.string(), z.unknown()).parse(given);
  const fields = new Map(Object.entries(object).map(([name, value]) => [plain(name), value]));
  const first = (names: readonly string[]) => names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const centerPatient = place.parse(first(CENTRES) ?? AXES.map((names) => first(names)));
  const text = (name: string) => z.string().max(64).default("").parse(fields.get(name));
  const nodule = {
    centerPatient,
    diameterMm: diameter.parse(first(DIAMETERS)),
    kind: text("kind"),
    attachment: text("attachment"),
  };
  return { scan: z.string().max(64).default(scan).parse(first(SCANS)), nodule };
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/[\s_-]/g, "")
    .replace(/(patient)?mm$/, "$1");

/**
 * Reads the JSON of truth: a list of nodules, each with its centre (LPS, mm; one field of three numbers, or one for each axis), its
 * diameter (mm) and perhaps the UID of its series or study; or an object with that list as `nodules`, or with a list for each UID
 * (perhaps under `cases`). `kind` and `attachment` are used to sum up where they are given. Throws with what is wrong with it.
 */
export function parseTruth(text: string): Truth {
  const json: unknown = JSON.parse(text);
  const truth = new Map<string, TrueNodule[]>();
  const take = (list: unknown, scan: string) => {
    if (scan !== "") truth.set(scan, truth.get(scan) ?? []);
    for (const given of z.array(z.unknown()).max(100_000).parse(list)) {
      const entry = entryOf(given, scan);
      truth.set(entry.scan, [...(truth.get(entry.scan) ?? []), entry.nodule]);
    }
  };
  if (Array.isArray(json)) take(json, "");
  else {
    const object = z.record(z.string(), z.unknown()).parse(json);
    const list = object.nodules ?? object.lesions ?? object.truth;
    if (list !== undefined) take(list, "");
    else
      for (const [scan, nodules] of Object.entries(z.record(z.string(), z.unknown()).parse(object.cases ?? object)))
        take(nodules, scan);
  }
  return truth;
}

export function readTruth(path: string): Truth {
  return parseTruth(readFileSync(path, "utf8"));
}
