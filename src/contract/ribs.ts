import { z } from "zod";
import { uidSchema } from "./common.ts";
import { volumeGridSchema } from "./series.ts";

/** Most ribs of a chest, and most pixels of a rib's strip, that are taken. */
const MOST_RIBS = 40;
const MOST_COLUMNS = 1200;
const MOST_ROWS = 200;
/** Most runs of voxels of a rib: a row of a slice seldom has more than two of one rib. */
const MOST_RUNS = 400_000;
/** Base64 of so many bytes at most. */
const base64Of = (bytes: number) => z.string().max(Math.ceil(bytes / 3) * 4);

const numberingSchema = z.object({
  /** `likely`: counted from the last rib, or past one that was not found; `uncertain`: nothing is numbered. */
  certainty: z.enum(["certain", "likely", "uncertain"]),
  from: z.enum(["first", "last", "both", "none"]),
  reasons: z.array(z.enum(["gap", "first-doubtful", "not-twelve", "first-not-seen", "no-end-seen"])).max(5),
});

const ribSchema = z.object({
  side: z.enum(["R", "L"]),
  number: z.number().int().min(1).max(13).nullable(),
  /** From the head down, from 1; both ribs of a pair have the same. */
  order: z.number().int().min(1).max(MOST_RIBS),
  isCut: z.boolean(),
  /** Pixels along the rib, from the spine, and across it, from the head's side down. */
  columns: z.number().int().min(1).max(MOST_COLUMNS),
  rows: z.number().int().min(1).max(MOST_ROWS),
  /** HU as 16 bit integers, little endian, row by row. */
  valuesBase64: base64Of(MOST_COLUMNS * MOST_ROWS * 2),
  /** For each column x, y, z of the rib's middle, LPS+ millimetres, and the direction from row to row; 32 bit floats, little endian. */
  middlesBase64: base64Of(MOST_COLUMNS * 12),
  downsBase64: base64Of(MOST_COLUMNS * 12),
  /**
   * The rib's voxels as runs along the columns of `grid`: the first voxel (i + columns * (j + rows * k)) and how many follow each other in
   * its row, itself with them; rising, 32 bit unsigned integers, little endian. No voxel is of two ribs.
   */
  runsBase64: base64Of(MOST_RUNS * 8),
});

/** GET /api/series/:uid/ribs[?split=n]: the ribs of a chest CT, found without a learnt model, numbered and laid out straight. */
export const ribsSchema = z.object({
  seriesInstanceUid: uidSchema,
  frameOfReferenceUid: uidSchema.optional(),
  numbering: numberingSchema,
  pixelMm: z.number().positive(),
  /** The grid of the series, which the ribs' voxels are numbered on. */
  grid: volumeGridSchema,
  ribs: z.array(ribSchema).max(MOST_RIBS),
});
export type Ribs = z.infer<typeof ribsSchema>;
