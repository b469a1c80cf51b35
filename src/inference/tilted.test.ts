import { describe, expect, it } from "vitest";
import type { InstanceRecord } from "../archive/index.ts";
import { distance, indexToPatientMm, type Vec3 } from "../geometry/index.ts";
import { record } from "../testing/dicom-series.ts";
import { buildBallSeries } from "../testing/geometry-phantom.ts";
import { memorySource } from "../volume/byte-source.ts";
import { createCodecs, fileFrameSource, readSeriesFrames, readVolume } from "../volume/index.ts";
import { boundsPatient, patientGrid } from "./resample.ts";
import { resampleHu } from "./resample-volume.ts";

/** A tilted gantry's slices as a network sees them: along the patient's axes, at right angles. */
describe.each([15, -25])("a series whose gantry was tilted by %d degrees", (tiltDegrees) => {
  it("gives the network a ball of the size, shape and place it has", async () => {
    const ball = buildBallSeries({ name: `tilted ${tiltDegrees}`, seriesNumber: 1, tiltDegrees });
    const open = async ({ path }: InstanceRecord) => memorySource(ball.files[Number(path) - 1] ?? new Uint8Array(0));
    const instances = ball.files.map((_, n) => ({ ...record(n + 1) }));
    const byUid = instances.map((instance, n) => ({ ...instance, sopInstanceUid: uidOf(ball.files[n]) }));
    const series = await readSeriesFrames(byUid, { open });
    const volume = await readVolume(series, fileFrameSource(byUid, createCodecs(), open));
    const { grid, values } = await resampleHu(volume, patientGrid(boundsPatient(volume.grid), 1));
    let [count, x, y, z, farthest] = [0, 0, 0, 0, 0];
    for (let p = 0, k = 0; k < grid.dimensions[2]; k++) {
      for (let j = 0; j < grid.dimensions[1]; j++) {
        for (let i = 0; i < grid.dimensions[0]; i++, p++) {
          if ((values[p] as number) < 0) continue;
          const point = indexToPatientMm(grid, [i, j, k]);
          [count, x, y, z] = [count + 1, x + point[0], y + point[1], z + point[2]];
          farthest = Math.max(farthest, distance(point, ball.centrePatient));
        }
      }
    }
    const centre: Vec3 = [x / count, y / count, z / count];
    expect(distance(centre, ball.centrePatient)).toBeLessThan(0.1);
    expect(count / ((4 / 3) * Math.PI * ball.radiusMm ** 3)).toBeCloseTo(1, 2);
    expect(farthest).toBeLessThan(ball.radiusMm + 0.6);
  });
});

function uidOf(file: Uint8Array | undefined): string {
  return /1\.2\.826[\d.]+|2\.25\.\d+/.exec(Buffer.from(file ?? []).toString("latin1", 300))?.[0] ?? "";
}
