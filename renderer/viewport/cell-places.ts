import type { LayoutShape } from "../stores/viewport/layout-types.ts";

/** Where a cell lies in the grid, from 1, and how far it reaches. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
}

export interface GridPlaces {
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly CellPlace[];
}

const at = (row: number, column: number, rowSpan = 1, columnSpan = 1): CellPlace => ({ row, column, rowSpan, columnSpan });

/** Large cells take two or three quarters of the width. */
const shapes: Readonly<Record<Exclude<LayoutShape, "grid">, GridPlaces>> = {
  "one-and-two": { rows: 2, columns: 3, cells: [at(1, 1, 2, 2), at(1, 3), at(2, 3)] },
  "two-and-one": { rows: 2, columns: 3, cells: [at(1, 1), at(2, 1), at(1, 2, 2, 2)] },
  "one-and-three": { rows: 3, columns: 4, cells: [at(1, 1, 3, 3), at(1, 4), at(2, 4), at(3, 4)] },
};

/**
 * Where the cells of a layout lie. Transposed, rows become columns: what lay side by side on a wide screen lies above each other on a high
 * one. A square grid stays as it is.
 */
export function placesOf(
  layout: { readonly shape: LayoutShape; readonly rows: number; readonly columns: number },
  count: number,
  isTransposed: boolean,
): GridPlaces {
  const wide = layout.shape === "grid" ? undefined : shapes[layout.shape];
  const places = wide !== undefined && wide.cells.length === count ? wide : gridOf(layout.rows, layout.columns, count);
  if (!isTransposed || (places !== wide && layout.rows === layout.columns)) return places;
  return {
    rows: places.columns,
    columns: places.rows,
    cells: places.cells.map(({ row, column, rowSpan, columnSpan }) => at(column, row, columnSpan, rowSpan)),
  };
}

function gridOf(rows: number, columns: number, count: number): GridPlaces {
  const cells = Array.from({ length: count }, (_, index) => at(Math.floor(index / columns) + 1, (index % columns) + 1));
  return { rows: Math.max(rows, Math.ceil(count / columns)), columns, cells };
}
