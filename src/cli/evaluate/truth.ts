import { z } from "zod";
import type { TrueLesion } from "../../inference/index.ts";
import { CliError } from "../errors.ts";
import { parseImages, type TrueImage } from "./truth-images.ts";

/** A lesion with what it is, "" where that is not said. */
export interface LabelledLesion extends TrueLesion {
  readonly label: string;
}

/** What is there, by the name of each case: lesions in mm, or what an image shows. */
export type Truth =
  | { readonly kind: "lesions"; readonly cases: ReadonlyMap<string, readonly LabelledLesion[]> }
  | { readonly kind: "images"; readonly cases: ReadonlyMap<string, TrueImage> };

const millimetres = z.number().min(-1e5).max(1e5);
const centre = z.tuple([millimetres, millimetres, millimetres]);
const lesionSchema = z
  .object({
    centerPatient: centre.optional(),
    centrePatient: centre.optional(),
    diameterMm: z.number().positive().max(500),
    label: z.string().max(200).optional(),
  })
  .refine(({ centerPatient, centrePatient }) => (centerPatient ?? centrePatient) !== undefined, "a centre is missing");
const listSchema = z.union([
  z.array(lesionSchema),
  z.object({ nodules: z.array(lesionSchema) }).transform(({ nodules }) => nodules),
]);
const truthSchema = z.union([listSchema, z.object({ cases: z.record(z.string().min(1).max(4096), listSchema) })]);

/** The only case of a file that names none. */
export const THE_CASE = "";

/**
 * Reads what is there. JSON: lesions with `centrePatient` (mm, LPS+), `diameterMm` and perhaps a `label`, as a list for a folder that is
 * one case, or under `cases` by the name of each: a subfolder, or a Study or Series Instance UID. Anything else is read as lines of tabs.
 *
 * @throws CliError failed, saying what is wrong with it
 */
export function parseTruth(text: string, split?: string): Truth {
  return /^\s*[[{]/.test(text) ? parseLesions(text) : { kind: "images", cases: parseImages(text, split) };
}

function parseLesions(text: string): Truth {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable("it is no JSON");
  }
  const parsed = truthSchema.safeParse(json);
  if (!parsed.success) throw unreadable(parsed.error.issues[0]?.message ?? "it is of another form");
  const cases = "cases" in parsed.data ? Object.entries(parsed.data.cases) : [[THE_CASE, parsed.data] as const];
  const lesions = (list: z.infer<typeof listSchema>) =>
    list.map(({ centerPatient, centrePatient, diameterMm, label = "" }) => ({
      centrePatient: (centrePatient ?? centerPatient) as TrueLesion["centrePatient"],
      diameterMm,
      label,
    }));
  return { kind: "lesions", cases: new Map(cases.map(([name, list]) => [name, lesions(list)])) };
}

/** A file of truth that is none, and why. */
function unreadable(reason: string): CliError {
  return new CliError("failed", `The file of truth cannot be used: ${reason}.`);
}
