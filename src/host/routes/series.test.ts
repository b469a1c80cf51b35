import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Log } from "../../base/index.ts";
import type { SeriesDetail } from "../../contract/index.ts";
import { buildPart10, parsePart10 } from "../../dicom/index.ts";
import { buildShutteredRadiograph } from "../../testing/display-phantoms.ts";
import { buildBallSeries } from "../../testing/geometry-phantom.ts";
import { buildRulerPhantom } from "../../testing/ruler-phantom.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const { files, seriesInstanceUid } = buildRulerPhantom("series routes");

const uidOf = (file: Uint8Array) => parsePart10(file).dataset.first("SOPInstanceUID");

describe("the routes of a series", () => {
  let directory: string;
  let host: OpenHost;
  const logged: string[] = [];
  const keep: Log["error"] = (event, fields) => void logged.push(JSON.stringify({ event, ...fields }));
  const ask = (path: string) => host.handle(new Request(`http://localhost${path}`));
  const series = async () => (await (await ask(`/api/series/${seriesInstanceUid}`)).json()) as SeriesDetail;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "series-"));
    host = openHost({
      dataDirectory: directory,
      log: { info() {}, warn() {}, error: keep },
      shell: "browser",
      version: "test",
      demo: false,
    });
    host.workstation.archive.storeBatch(files.slice(0, 3));
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("give a frame's values in the type its series has now, also when that changed since they were first asked for", async () => {
    const [first] = (await series()).frames;
    const address = `/api/frames/${first?.sopInstanceUid}/1`;
    expect(first?.valueType).toBe("int16");
    expect((await (await ask(address)).arrayBuffer()).byteLength).toBe(200 * 160 * 2);
    // An image that arrives late and whose values are no whole numbers.
    const { dataset } = parsePart10(files[3] as Uint8Array);
    host.workstation.archive.store(buildPart10(dataset.set("RescaleSlope", 0.37)));
    expect((await series()).frames.map(({ valueType }) => valueType)).toEqual(["float32", "float32", "float32", "float32"]);
    expect((await (await ask(address)).arrayBuffer()).byteLength).toBe(200 * 160 * 4);
  });

  it("give no pixels of another version than the header was read from", async () => {
    const phantom = buildRulerPhantom("versions of a series");
    const { archive } = host.workstation;
    archive.storeBatch(phantom.files);
    const read = async () => (await (await ask(`/api/series/${phantom.seriesInstanceUid}`)).json()) as SeriesDetail;
    const [before] = (await read()).frames;
    const address = (version: string | undefined) => `/api/frames/${before?.sopInstanceUid}/1?version=${version}`;
    expect((await ask(address(before?.version))).status).toBe(200);
    const { dataset } = parsePart10(phantom.files.find((file) => uidOf(file) === before?.sopInstanceUid) as Uint8Array);
    const other = archive.store(buildPart10(dataset.set("SliceThickness", 7)));
    if (other.kind !== "conflict") throw new Error(other.kind);
    archive.care.versions.prefer(other.instance.sopInstanceUid, other.keptSha256);
    const refused = await ask(address(before?.version));
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, "changed"]);
    const after = (await read()).frames.find(({ sopInstanceUid }) => sopInstanceUid === before?.sopInstanceUid);
    expect((await ask(address(after?.version))).status).toBe(200);
  });

  it("give a frame by the header of the version that is shown, whatever was read before", async () => {
    const phantom = buildRulerPhantom("headers of versions");
    const { archive } = host.workstation;
    archive.storeBatch(phantom.files);
    const read = async () => (await (await ask(`/api/series/${phantom.seriesInstanceUid}`)).json()) as SeriesDetail;
    const [before] = (await read()).frames;
    const uid = before?.sopInstanceUid ?? "";
    const { dataset } = parsePart10(phantom.files.find((file) => uidOf(file) === uid) as Uint8Array);
    const other = archive.store(buildPart10(dataset.set("RescaleSlope", 0.37)));
    if (other.kind !== "conflict") throw new Error(other.kind);
    archive.care.versions.prefer(
      uid,
      other.instance.sha256 === archive.instance(uid)?.sha256 ? other.keptSha256 : other.instance.sha256,
    );
    const header = await host.workstation.seriesFrames.frame(phantom.seriesInstanceUid, uid, 1);
    expect(archive.instance(uid)?.sha256.startsWith(header?.version ?? "none")).toBe(true);
    // Asked for without a type, it comes in the one that the series has now.
    expect((await (await ask(`/api/frames/${uid}/1`)).arrayBuffer()).byteLength).toBe(200 * 160 * 4);
  });

  it("give the bits of an overlay plane, and tell which ones there are", async () => {
    const radiograph = buildShutteredRadiograph("overlay route");
    host.workstation.archive.store(radiograph.file);
    const [stored] = host.workstation.archive.seriesOfStudy(radiograph.studyInstanceUid);
    const uid = stored?.seriesInstanceUid ?? "";
    const { frames } = (await (await ask(`/api/series/${uid}`)).json()) as SeriesDetail;
    const plane = frames[0]?.overlays?.[0];
    expect(plane).toMatchObject({ group: 0x6000, rows: 64, columns: 96, origin: [65, 49], label: "Marker" });
    const address = `/api/frames/${frames[0]?.sopInstanceUid}/1/overlays`;
    const bits = new Uint8Array(await (await ask(`${address}/${plane?.group}`)).arrayBuffer());
    const { columns, rows } = radiograph.overlay;
    const set = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
    expect(set).toBe((columns[1] - columns[0]) * (rows[1] - rows[0]));
    expect((await ask(`${address}/24578`)).status).toBe(422);
  });

  it("give each stack of a series, by its index or by a frame that it holds, and any stack's frames", async () => {
    const ball = buildBallSeries({ name: "route phases", seriesNumber: 1, slices: 3, phasesHu: [0, 100] });
    host.workstation.archive.storeBatch(ball.files);
    const stack = async (query: string) =>
      (await (await ask(`/api/series/${ball.seriesInstanceUid}${query}`)).json()) as SeriesDetail;
    const [first, second] = [await stack(""), await stack("?split=1")];
    expect([first.split, second.split]).toEqual([0, 1]);
    expect(first.splits).toMatchObject([{ kind: "acquisition", frameCount: 3 }, { verdictKind: "volume" }]);
    const uid = second.frames[1]?.sopInstanceUid;
    expect((await stack(`?holding=${uid}`)).frames).toEqual(second.frames);
    for (const odd of ["?split=99", "?split=-1", "?split=x", "?holding=1.2.3"]) expect((await stack(odd)).split).toBe(0);
    expect((await ask(`/api/frames/${uid}/1`)).status).toBe(200);
  });

  it("let no browser keep a patient's data on its disk", async () => {
    const [first] = (await series()).frames;
    for (const path of ["/api/studies", `/api/frames/${first?.sopInstanceUid}/1`, `/api/series/${seriesInstanceUid}/thumbnail`]) {
      expect([path, (await ask(path)).headers.get("cache-control")]).toEqual([path, "no-store"]);
    }
  });

  it("answer for what is no address of anything, without calling it a fault of the program", async () => {
    for (const path of [
      "/api/frames/zzz/1",
      "/api/frames/1.2/NaN",
      "/%E0%A4%A",
      "/index.html%00.js",
      "/%252e%252e%252fpackage.json",
    ]) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
    expect(logged).toEqual([]);
  });
});
