import { readFileSync } from "node:fs";
import { z } from "zod";
import type { TrueNodule } from "./insert.ts";

const millimetres = z.number().min(-1e5).max(1e5);

/**
 * What is known of a folder's scan: where nodules are (patient coordinates, LPS, millimetres) and how large (diameter). `kind` and
 * `attachment` are used to sum up where they are given.
 */
const truthSchema = z.union([
  z.array(
    z.object({
      centerPatient: z.tuple([millimetres, millimetres, millimetres]),
      diameterMm: z.number().positive().max(300),
      kind: z.string().max(64).default(""),
      attachment: z.string().max(64).default(""),
    }),
  ),
  z.object({ nodules: z.array(z.unknown()) }).transform(({ nodules }) => nodules),
]);

/** Reads the JSON of truth: an array of nodules, or an object with `nodules`. Throws with what is wrong with it. */
export function readTruth(path: string): readonly TrueNodule[] {
  const read = truthSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const [first] = truthSchema.options;
  return first.parse(read);
}
