import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HostEvent, ribsSchema } from "../../contract/index.ts";
import { buildPart10, type Dataset } from "../../dicom/index.ts";
import { buildChestDatasets, chestRecipe } from "../../phantom/index.ts";
import { buildLinkedSeries } from "../../testing/linked-phantom.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const recipe = chestRecipe({
  seed: 1,
  nodules: 0,
  fracture: null,
  shape: { ribPairs: 12 },
  acquisition: { matrix: 160, fieldOfViewMm: 400, slices: 80, spacingMm: 5, sliceThicknessMm: 5, noiseHu: 15 },
});
const few = buildLinkedSeries({
  ...{ name: "few", seriesNumber: 1, study: "Few", frameOfReference: "f", betweenSlicesMm: 5, count: 6, rows: 32, columns: 32 },
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
});

describe("the ribs of a series", () => {
  let directory: string;
  let host: OpenHost;
  let seriesInstanceUid: string;
  const events: HostEvent[] = [];
  const ask = (path: string, signal?: AbortSignal) =>
    host.handle(new Request(`http://localhost/api/series/${path}`, { signal: signal ?? null }));
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "ribs-"));
    const log = { info() {}, warn() {}, error() {} };
    host = openHost({ dataDirectory: directory, log, shell: "browser", version: "test", demo: false });
    host.workstation.events.listen((event) => void events.push(event));
    const identity = {
      patient: { name: "Ribs^Phantom", id: "RIBS-1", birthDate: "19600101", sex: "M" },
      study: { date: "20260106", time: "101500", accession: "R1", studyId: "R1" },
    } as const;
    const keep = (dataset: Dataset) => {
      seriesInstanceUid = dataset.first("SeriesInstanceUID") ?? "";
      host.workstation.archive.store(buildPart10(dataset));
    };
    for await (const dataset of buildChestDatasets(recipe, "current", identity)) keep(dataset);
    for (const file of few.files) host.workstation.archive.store(file);
  }, 120_000);
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("are 24 strips with their numbers, told of as they are searched for", async () => {
    const response = await ask(`${seriesInstanceUid}/ribs`);
    const { ribs, numbering } = ribsSchema.parse(await response.json());
    expect(numbering.certainty).toBe("certain");
    expect(ribs.map(({ side, number }) => `${side}${number}`).sort()).toEqual(
      ["L", "R"].flatMap((side) => Array.from({ length: 12 }, (_, n) => `${side}${n + 1}`)).sort(),
    );
    for (const { columns, rows, valuesBase64, middlesBase64 } of ribs) {
      expect(Buffer.from(valuesBase64, "base64")).toHaveLength(columns * rows * 2);
      expect(Buffer.from(middlesBase64, "base64")).toHaveLength(columns * 12);
    }
    const shares = events.flatMap((event) => (event.type === "ribs" ? [event.share] : []));
    expect(shares.length).toBeGreaterThan(4);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  }, 120_000);

  it("are kept: asked for again nothing is searched", async () => {
    events.length = 0;
    const response = await ask(`${seriesInstanceUid}/ribs`);
    expect(response.status).toBe(200);
    expect(events).toEqual([]);
  }, 120_000);

  it("are refused with the reason where there are too few slices, no series, or a wrong question", async () => {
    const refused = await ask(`${few.seriesInstanceUid}/ribs`);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ area: "ribs", code: "too-few-slices", details: { slices: 6 } });
    expect((await ask("1.2.3/ribs")).status).toBe(404);
    expect((await ask(`${seriesInstanceUid}/ribs?split=-1`)).status).toBe(400);
  }, 120_000);

  it("are given up with the request", async () => {
    const controller = new AbortController();
    const answer = ask(`${few.seriesInstanceUid}/ribs`, controller.signal);
    controller.abort();
    expect((await answer).status).toBe(499);
  }, 120_000);
});
