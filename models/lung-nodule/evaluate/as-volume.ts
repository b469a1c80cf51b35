import { indexToPatientMm } from "../../../src/geometry/index.ts";
import type { FrameHeader, Volume } from "../../../src/volume/index.ts";

/** Pixels that came from no file, with the frames a series would have, so that the whole pipeline can run on them. */
export function asVolume({ grid, values }: Pick<Volume, "grid" | "values">): Volume {
  const [columns, rows, slices] = grid.dimensions;
  const frames = Array.from(
    { length: slices },
    (_, k): FrameHeader => ({
      sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
      sopInstanceUid: `2.25.${k + 1}`,
      frameNumber: 1,
      instanceNumber: k + 1,
      rows,
      columns,
      samplesPerPixel: 1,
      valueType: "int16",
      photometricInterpretation: "MONOCHROME2",
      plane: {
        imagePositionPatient: indexToPatientMm(grid, [0, 0, k]),
        rowDirection: grid.directions[0],
        columnDirection: grid.directions[1],
        pixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
        rows,
        columns,
      },
      pixelSpacingMm: [grid.spacingMm[1], grid.spacingMm[0]],
      pixelSpacingSource: "patient",
      voi: [],
      unit: "HU",
    }),
  );
  return {
    seriesInstanceUid: "2.25.200",
    studyInstanceUid: "2.25.100",
    grid,
    values,
    frames,
    geometry: { kind: "volume", issues: [], grid },
  };
}
