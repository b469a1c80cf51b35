import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { distance, type Vec3 } from "../geometry/index.ts";
import { type Candidate, findCandidates, suppress } from "./candidates.ts";
import { manifestSchema } from "./contract/manifest.ts";
import { referenceFile } from "./contract/network-variants.ts";
import { type Network, openNetwork } from "./engine/network.ts";
import type { PreparedChest } from "./prepare.ts";
import { patientGrid } from "./resample.ts";

const folder = fileURLToPath(new URL("../../models/lung-nodule/", import.meta.url));
const manifest = manifestSchema.parse(JSON.parse(readFileSync(`${folder}manifest.json`, "utf8")));
if (manifest.pipeline.kind !== "lung-nodules") throw new Error("another pipeline");
const stage = manifest.pipeline.candidates;

/** All lung, 80 x 72 x 64 mm, with what `depth` says is inside a structure (millimetres under its surface). */
function block(depth: (point: Vec3) => number, hu = 30): PreparedChest {
  const grid = patientGrid({ min: [-40, -36, 100], max: [39, 35, 163] }, 1);
  const [ni, nj, nk] = grid.dimensions;
  const values = new Int16Array(ni * nj * nk);
  for (let p = 0; p < values.length; p++) {
    const point: Vec3 = [(p % ni) - 40, (Math.floor(p / ni) % nj) - 36, Math.floor(p / (ni * nj)) + 100];
    const share = Math.min(1, Math.max(0, depth(point) + 0.5));
    values[p] = -860 + (hu + 860) * share;
  }
  const full = new Uint8Array(values.length).fill(255);
  const lungs = { grid, labels: full, inside: full, aerated: full, volumeMl: { right: 1, left: 1 } };
  return { hu: { grid, values }, lungs, lungWeight: full };
}

const ball = (centre: Vec3, diameterMm: number) => (point: Vec3) => diameterMm / 2 - distance(point, centre);
/** Away from the block's edge, where a structure is cut off and so has an end. */
const strongest = (found: readonly Candidate[]) =>
  found.find(({ centerPatient: [x, y, z] }) => Math.max(Math.abs(x), Math.abs(y), Math.abs(z - 131)) < 20)?.response ?? 0;

describe("findCandidates", () => {
  let network: Network;
  const find = (chest: PreparedChest, signal?: AbortSignal) => findCandidates(chest, stage, network, { signal });
  beforeAll(async () => {
    network = await openNetwork(readFileSync(`${folder}${referenceFile(stage.network)}`), referenceFile(stage.network), {
      threads: 1,
    });
  });
  afterAll(async () => network.dispose());

  it.each([4, 6, 10, 16, 26])("finds a ball of %d mm within 1 mm, at its size", async (diameterMm) => {
    const centre: Vec3 = [4.3, -6.6, 131.4];
    const [first] = await find(block(ball(centre, diameterMm)));
    expect(first).toBeDefined();
    expect(distance((first as Candidate).centerPatient, centre)).toBeLessThan(1);
    expect((first as Candidate).diameterMm / diameterMm).toBeGreaterThan(0.6);
    expect((first as Candidate).diameterMm / diameterMm).toBeLessThan(1.6);
  });

  it("passes a vessel and a fissure by", async () => {
    const along: Vec3 = [0.48, 0.6, 0.64];
    const tube = (point: Vec3) => {
      const offset: Vec3 = [point[0], point[1], point[2] - 130];
      const t = offset[0] * along[0] + offset[1] * along[1] + offset[2] * along[2];
      return 2.5 - Math.hypot(offset[0] - t * along[0], offset[1] - t * along[1], offset[2] - t * along[2]);
    };
    const sheet = (point: Vec3) => 1.5 - Math.abs(point[0] * 0.8 + point[1] * 0.6);
    const nodule = strongest(await find(block(ball([0, 0, 130], 5))));
    expect(strongest(await find(block(tube)))).toBeLessThan(nodule / 2);
    expect(strongest(await find(block(sheet)))).toBeLessThan(nodule / 2);
  });

  it("finds a ball across the seam of two patches once", async () => {
    const narrow = { ...stage, input: { ...stage.input, patchVoxels: 40 } };
    const centre: Vec3 = [0, 4, 140];
    const found = await findCandidates(block(ball(centre, 9)), narrow, network);
    expect(found.filter((candidate) => distance(candidate.centerPatient, centre) < 6)).toHaveLength(1);
  });

  it("stops between patches when it is cancelled", async () => {
    const controller = new AbortController();
    const told: number[] = [];
    const onPatch = (fraction: number) => {
      told.push(fraction);
      controller.abort();
    };
    const narrow = { ...stage, input: { ...stage.input, patchVoxels: 32 } };
    const run = findCandidates(block(ball([0, 0, 130], 9)), narrow, network, { signal: controller.signal, onPatch });
    await expect(run).rejects.toThrow();
    expect(told).toHaveLength(1);
  });
});

describe("suppress", () => {
  it("keeps a small thing beside a large and stronger one", () => {
    const at = (x: number, diameterMm: number, response: number): Candidate => ({
      centerPatient: [x, 0, 0],
      diameterMm,
      response,
    });
    expect(suppress([at(0, 20, 5), at(7, 5, 2), at(2, 5, 1)]).map(({ response }) => response)).toEqual([5, 2]);
  });

  it("keeps the strongest of those within a radius", () => {
    const at = (x: number, response: number): Candidate => ({ centerPatient: [x, 0, 0], diameterMm: 10, response });
    expect(suppress([at(0, 1), at(4, 3), at(8, 2), at(10, 1)]).map(({ response }) => response)).toEqual([3, 1]);
  });
});
