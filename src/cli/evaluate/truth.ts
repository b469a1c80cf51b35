import { z } from "zod";
import type { Box, TrueBox, TrueLesion } from "../../inference/index.ts";
import { CliError } from "../errors.ts";

/** What is there, by the name of each case: lesions in mm, or boxes as shares of the image (0 to 1). */
export type Truth =
  | { readonly kind: "lesions"; readonly cases: ReadonlyMap<string, readonly TrueLesion[]> }
  | { readonly kind: "boxes"; readonly cases: ReadonlyMap<string, readonly TrueBox[]> };

const millimetres = z.number().min(-1e5).max(1e5);
const centre = z.tuple([millimetres, millimetres, millimetres]);
const lesionSchema = z
  .object({ centerPatient: centre.optional(), centrePatient: centre.optional(), diameterMm: z.number().positive().max(500) })
  .refine(({ centerPatient, centrePatient }) => (centerPatient ?? centrePatient) !== undefined, "a centre is missing");
const listSchema = z.union([
  z.array(lesionSchema),
  z.object({ nodules: z.array(lesionSchema) }).transform(({ nodules }) => nodules),
]);
const truthSchema = z.union([listSchema, z.object({ cases: z.record(z.string().min(1).max(4096), listSchema) })]);

/** The only case of a file that names none. */
export const THE_CASE = "";

/**
 * Reads what is there. JSON: lesions with `centrePatient` (mm, LPS+) and `diameterMm`, as a list for a folder that is one case, or under
 * `cases` by the name of each: a subfolder, or a Study or Series Instance UID. Anything else is read as lines of tabs.
 *
 * @throws CliError failed, saying what is wrong with it
 */
export function parseTruth(text: string, split?: string): Truth {
  return /^\s*[[{]/.test(text) ? parseLesions(text) : parseBoxes(text, split);
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
    list.map(({ centerPatient, centrePatient, diameterMm }) => ({
      centrePatient: (centrePatient ?? centerPatient) as TrueLesion["centrePatient"],
      diameterMm,
    }));
  return { kind: "lesions", cases: new Map(cases.map(([name, list]) => [name, lesions(list)])) };
}

/**
 * Lines of tabs with a heading: `image`, and `boxes`: centre x, centre y, width, height of each as shares of the image, `;` between boxes,
 * nothing where there is none; `label` and `split` where they are given.
 */
function parseBoxes(text: string, split: string | undefined): Truth {
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const names = head.split("\t").map((name) => name.trim().toLowerCase());
  const column = (wanted: string) => names.findIndex((name) => name === wanted || name.startsWith(`${wanted} `));
  const [image, boxes, label, splits] = ["image", "boxes", "label", "split"].map(column) as [number, number, number, number];
  if (image < 0 || boxes < 0) throw unreadable("its heading names no image and boxes");
  const cases = new Map<string, readonly TrueBox[]>();
  for (const [index, line] of lines.entries()) {
    const fields = line.split("\t").map((field) => field.trim());
    if (split !== undefined && fields[splits] !== split) continue;
    const name = fields[image] ?? "";
    const own = (fields[boxes] ?? "").split(";").filter((box) => box.trim() !== "");
    const read = own.map((box) => ({ label: fields[label] ?? "", box: parseBox(box, index + 2) }));
    cases.set(name, [...(cases.get(name) ?? []), ...read]);
  }
  if (cases.size === 0) throw unreadable("no image is in it");
  return { kind: "boxes", cases };
}

function parseBox(text: string, line: number): Box {
  const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] = text.trim().split(/\s+/).map(Number);
  const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2] as const;
  if (box.every((value) => value >= -0.5 && value <= 1.5) && width > 0 && height > 0) return box;
  throw unreadable(`the box in line ${line} is none`);
}

function unreadable(reason: string): CliError {
  return new CliError("failed", `The file of truth cannot be used: ${reason}.`);
}
