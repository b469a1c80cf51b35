import type { Box, TrueBox } from "../../inference/index.ts";
import { CliError } from "../errors.ts";

/** What an image shows. */
export interface TrueImage {
  /** Shares of the image (0 to 1). */
  readonly boxes: readonly TrueBox[];
  /** What is looked for is there, whether or not somebody drew a box around it. */
  readonly isPositive: boolean;
  /** "hand", "hip" ...: an image of several counts for each. */
  readonly regions: readonly string[];
  /** Metal; undefined where nobody said. */
  readonly hardware: boolean | undefined;
}

const columnNames = ["image", "boxes", "label", "split", "fractured", "region", "hardware"] as const;
type Fields = Readonly<Record<(typeof columnNames)[number], string>>;

/**
 * Lines of tabs with a heading: `image`, and `boxes`: centre x, centre y, width, height of each as shares of the image, `;` between boxes,
 * nothing where there is none; where they are given `label`, `split`, `fractured` (0, 1), `region` (`+` between several), `hardware` (0, 1).
 * An image may have a line for each label.
 *
 * @throws CliError failed, saying what is wrong with it
 */
export function parseImages(text: string, split: string | undefined): ReadonlyMap<string, TrueImage> {
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const names = head.split("\t").map((name) => name.trim().toLowerCase());
  const columns = columnNames.map((wanted) => names.findIndex((name) => name === wanted || name.startsWith(`${wanted} `)));
  if ((columns[0] ?? -1) < 0 || (columns[1] ?? -1) < 0) throw unreadable("its heading names no image and boxes");
  if (split !== undefined && (columns[3] ?? -1) < 0) throw unreadable("it names no splits");
  const cases = new Map<string, TrueImage>();
  for (const [index, line] of lines.entries()) {
    const values = line.split("\t").map((field) => field.trim());
    const fields = Object.fromEntries(columnNames.map((name, n) => [name, values[columns[n] ?? -1] ?? ""])) as Fields;
    if (split !== undefined && fields.split !== split) continue;
    const before = cases.get(fields.image);
    const own = imageOf(fields, index + 2);
    cases.set(fields.image, before === undefined ? own : joined(before, own));
  }
  if (cases.size === 0) throw unreadable("no image is in it");
  return cases;
}

function imageOf({ boxes: text, label, fractured, region, hardware }: Fields, line: number): TrueImage {
  const boxes = text
    .split(";")
    .filter((box) => box.trim() !== "")
    .map((box) => ({ label, box: parseBox(box, line) }));
  const said = flag(fractured, line);
  if (said === false && boxes.length > 0) throw unreadable(`line ${line} has boxes of what it says is not there`);
  return {
    boxes,
    isPositive: said ?? boxes.length > 0,
    regions: region.split("+").filter((name) => name !== ""),
    hardware: flag(hardware, line),
  };
}

function joined(before: TrueImage, own: TrueImage): TrueImage {
  return {
    boxes: [...before.boxes, ...own.boxes],
    isPositive: before.isPositive || own.isPositive,
    regions: [...new Set([...before.regions, ...own.regions])],
    hardware: own.hardware ?? before.hardware,
  };
}

function flag(text: string, line: number): boolean | undefined {
  if (text === "") return undefined;
  if (text === "0" || text === "1") return text === "1";
  throw unreadable(`line ${line} has a field that is neither 0 nor 1`);
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
