import type { Dataset } from "../../dicom/index.ts";
import { itemOf, itemsOf, numberOf } from "../attributes.ts";
import { ObjectError } from "../errors.ts";

/** Where a tile's upper left pixel lies in the whole picture, from 0. */
export interface SlideTile {
  readonly frameNumber: number;
  readonly column: number;
  readonly row: number;
}

export interface SlideTiles {
  readonly columns: number;
  readonly rows: number;
  readonly tileColumns: number;
  readonly tileRows: number;
  readonly tiles: readonly SlideTile[];
}

/** What is still put together for a small picture: a thumbnail, a label, an overview, or the coarsest level. */
const mostTiles = 400;
const mostPixels = 40_000_000;

/**
 * Places of a slide's tiles: by each frame's own position, else row by row as TILED_FULL says (PS3.3 C.7.6.17.3); of several focal
 * planes or optical paths the first. @throws ObjectError too-large, damaged
 */
export function slideTiles(dataset: Dataset): SlideTiles {
  const tileColumns = numberOf(dataset, "Columns") ?? 0;
  const tileRows = numberOf(dataset, "Rows") ?? 0;
  const columns = numberOf(dataset, "TotalPixelMatrixColumns") ?? tileColumns;
  const rows = numberOf(dataset, "TotalPixelMatrixRows") ?? tileRows;
  if (!(tileColumns > 0 && tileRows > 0 && columns > 0 && rows > 0)) {
    throw new ObjectError("damaged", "This slide image does not say how large it is; it is not shown.");
  }
  const across = Math.ceil(columns / tileColumns);
  const count = Math.min(numberOf(dataset, "NumberOfFrames") ?? 1, across * Math.ceil(rows / tileRows));
  if (count > mostTiles || columns * rows > mostPixels) {
    throw new ObjectError("too-large", "This level of the slide is too large for a small picture; look at its thumbnail.", {
      tiles: count,
    });
  }
  const frames = itemsOf(dataset, "PerFrameFunctionalGroupsSequence", count);
  const tiles = Array.from({ length: count }, (_, at): SlideTile => {
    const position = itemOf(frames[at], "PlanePositionSlideSequence");
    const column = numberOf(position, "ColumnPositionInTotalImagePixelMatrix");
    const row = numberOf(position, "RowPositionInTotalImagePixelMatrix");
    return column === undefined || row === undefined
      ? { frameNumber: at + 1, column: (at % across) * tileColumns, row: Math.floor(at / across) * tileRows }
      : { frameNumber: at + 1, column: column - 1, row: row - 1 };
  });
  return { columns, rows, tileColumns, tileRows, tiles };
}
