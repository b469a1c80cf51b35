import { z } from "zod";
import { uidSchema } from "./common.ts";
import { valueTypeSchema } from "./series.ts";

/** Frames that one request may ask for. */
export const MOST_FRAMES_A_BATCH = 32;

/** Voxels along a side that may become one. */
export const LARGEST_REDUCTION = 16;

const reductionSchema = z.number().int().min(1).max(LARGEST_REDUCTION);

/** POST /api/frames: several frames in one answer (`writeFrameBatch`), for a series that is fetched as a whole. Nothing is changed by it. */
export const frameBatchRequestSchema = z.object({
  frames: z
    .array(
      z.object({
        sopInstanceUid: uidSchema,
        frameNumber: z.number().int().min(1),
        valueType: valueTypeSchema.optional(),
        /** As in the query of a single frame. */
        version: z.string().max(128).optional(),
      }),
    )
    .min(1)
    .max(MOST_FRAMES_A_BATCH),
  /** An eye comes to them next: they do not wait for what is only useful. */
  isNear: z.boolean().optional(),
  /** How many columns and rows of each are averaged into one: for a volume that is more than its asker may hold. Grey frames only. */
  reduce: z.tuple([reductionSchema, reductionSchema]).readonly().optional(),
});

/** A frame in an answer: its bytes as a single one has them, or the JSON of an error (`errorSchema`). */
export interface BatchedFrame {
  readonly isError: boolean;
  readonly bytes: Uint8Array;
  readonly missingValues: number;
  readonly clippedValues: number;
  /** Lowest and highest value, padding left out; undefined where the host does not know. */
  readonly range: { readonly low: number; readonly high: number } | undefined;
}

const HEAD_BYTES = 8;
const ENTRY_BYTES = 40;
/** Values begin where any of their types may. */
const ALIGNMENT = 8;

const aligned = (length: number) => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

/**
 * Lays frames out, little endian: their count (8 bytes), an entry of 40 bytes each (is an error, length, offset, missing, clipped values as
 * 32-bit words, a spare word, lowest and highest value as doubles), then their bytes, each from a multiple of eight on.
 *
 * @returns the pieces of the body in order, the frames' own bytes among them uncopied
 */
export function writeFrameBatch(frames: readonly BatchedFrame[]): readonly Uint8Array[] {
  const table = new Uint8Array(HEAD_BYTES + frames.length * ENTRY_BYTES);
  const view = new DataView(table.buffer);
  view.setUint32(0, frames.length, true);
  const pieces: Uint8Array[] = [table];
  let offset = table.length;
  for (const [index, { isError, bytes, missingValues, clippedValues, range }] of frames.entries()) {
    const at = HEAD_BYTES + index * ENTRY_BYTES;
    for (const [word, value] of [Number(isError), bytes.length, offset, missingValues, clippedValues].entries())
      view.setUint32(at + 4 * word, value, true);
    view.setFloat64(at + 24, range?.low ?? Number.NaN, true);
    view.setFloat64(at + 32, range?.high ?? Number.NaN, true);
    pieces.push(bytes);
    const gap = aligned(bytes.length) - bytes.length;
    if (gap > 0) pieces.push(new Uint8Array(gap));
    offset += bytes.length + gap;
  }
  return pieces;
}

/** Reads what `writeFrameBatch` laid out; the frames' bytes are views of the body. @throws RangeError when it is not of that form */
export function readFrameBatch(body: ArrayBuffer): readonly BatchedFrame[] {
  const view = new DataView(body);
  const count = view.getUint32(0, true);
  if (count > MOST_FRAMES_A_BATCH) throw new RangeError("An answer of several frames has more than may be asked for.");
  return Array.from({ length: count }, (_, index) => {
    const at = HEAD_BYTES + index * ENTRY_BYTES;
    const word = (n: number) => view.getUint32(at + 4 * n, true);
    const [low, high] = [view.getFloat64(at + 24, true), view.getFloat64(at + 32, true)];
    return {
      isError: word(0) !== 0,
      bytes: new Uint8Array(body, word(2), word(1)),
      missingValues: word(3),
      clippedValues: word(4),
      range: low <= high ? { low, high } : undefined,
    };
  });
}
