import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { type ModelCard, modelCardTextSchema, modelChangedSchema, modelListSchema } from "../../contract/index.ts";
import { packArchive } from "../../inference/index.ts";
import { listed, spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { type OpenHost, openHost } from "../open-host.ts";

/** The least that counts as a PNG here: its first bytes. */
const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);

describe("the routes of models", () => {
  let directory: string;
  let host: OpenHost;
  let id = "";

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "models-"));
    mkdirSync(join(directory, "data"));
    host = openHost({ dataDirectory: join(directory, "data"), log: silentLog, shell: "browser", version: "test", demo: false });
    id = spotManifest().id;
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const ask = (path: string, init?: RequestInit) => host.handle(new Request(`http://localhost/api${path}`, init));
  const send = (path: string, method: string, body?: object) =>
    ask(path, { method, headers: { "content-type": "application/json" }, ...(body && { body: JSON.stringify(body) }) });

  /** A package of a version as a ZIP, with a Chinese card and a picture. */
  function packed(version: string): Uint8Array<ArrayBuffer> {
    const source = join(directory, version);
    const more = new Map<string, Uint8Array>([
      ["CARD.zh-CN.md", new TextEncoder().encode("# 亮点\n")],
      ["failures/one.png", picture],
    ]);
    const manifest = spotManifest();
    const json = {
      ...manifest,
      version,
      modelCard: { ...manifest.modelCard, "zh-CN": "CARD.zh-CN.md" },
      files: [...manifest.files, ...listed(more)],
    };
    writeFiles(source, new Map([...spotFiles(), ...more, ["manifest.json", new TextEncoder().encode(JSON.stringify(json))]]));
    packArchive(source, join(directory, `${version}.zip`));
    return new Uint8Array(readFileSync(join(directory, `${version}.zip`)));
  }
  async function install(bytes: Uint8Array<ArrayBuffer>, query = ""): Promise<Response> {
    const body = new FormData();
    body.append("file", new File([bytes], "a.zip"));
    return ask(`/models${query}`, { method: "POST", body });
  }
  const cardOf = async (): Promise<ModelCard | undefined> =>
    modelListSchema.parse(await (await ask("/models")).json()).models.find((model) => model.id === id);

  it("list the product's own model with all that its card needs", async () => {
    const { models } = modelListSchema.parse(await (await ask("/models")).json());
    const own = models.find((model) => model.id === "lung-nodule");
    expect(own).toMatchObject({ usable: true, previousVersion: null, explanation: "occlusion" });
    expect(own?.versions).toEqual([expect.objectContaining({ active: true, builtIn: true, trust: "built-in" })]);
    expect(own?.operatingPoints.some((point) => point.id === own.defaultOperatingPoint)).toBe(true);
  });

  it("take in a package that nobody signed only with a word for it, and leave nothing of the upload behind", async () => {
    const refused = await install(packed("1.0.0"));
    expect([refused.status, await refused.json()]).toEqual([422, expect.objectContaining({ code: "not-trusted" })]);
    expect(await cardOf()).toBeUndefined();
    const taken = await install(packed("1.0.0"), "?acceptUnsigned=true");
    expect(taken.status).toBe(201);
    expect(modelChangedSchema.parse(await taken.json()).model).toMatchObject({ id, version: "1.0.0", previousVersion: null });
    expect(readdirSync(join(directory, "data", "cache")).filter((name) => name.startsWith("upload"))).toEqual([]);
  }, 60_000);

  it("refuse what is no package, in words", async () => {
    const answer = await install(new Uint8Array(100), "?acceptUnsigned=true");
    expect(await answer.json()).toMatchObject({ area: "inference", code: "archive-damaged" });
    const two = new FormData();
    for (const name of ["a", "b"]) two.append("file", new File(["x"], name));
    expect((await ask("/models", { method: "POST", body: two })).status).toBe(400);
  });

  it("go one step back and forth, and remove a version but for its card", async () => {
    expect((await install(packed("1.1.0"), "?acceptUnsigned=true")).status).toBe(201);
    expect(await cardOf()).toMatchObject({ version: "1.1.0", previousVersion: "1.0.0" });
    expect((await send(`/models/${id}/rollback`, "POST")).status).toBe(200);
    expect(await cardOf()).toMatchObject({ version: "1.0.0", previousVersion: null });
    expect(await (await send(`/models/${id}/rollback`, "POST")).json()).toMatchObject({ code: "nothing-to-roll-back" });
    expect((await send(`/models/${id}/active`, "PUT", { version: "1.1.0" })).status).toBe(200);
    expect((await send(`/models/${id}/active`, "PUT", { version: "../1" })).status).toBe(400);
    expect((await send(`/models/${id}/versions/1.0.0`, "DELETE")).status).toBe(200);
    const card = await cardOf();
    expect(card?.versions.map(({ version, active, retired }) => [version, active, retired])).toEqual([
      ["1.1.0", true, false],
      ["1.0.0", false, true],
    ]);
    expect((await ask(`/models/${id}/versions/1.0.0/card`)).status).toBe(200);
    expect((await send(`/models/lung-nodule/versions/9.9.9`, "DELETE")).status).toBe(422);
  }, 60_000);

  it("give a card's text in the reader's language, and its pictures, but no other file", async () => {
    const text = async (query: string) =>
      modelCardTextSchema.parse(await (await ask(`/models/${id}/versions/1.1.0/card${query}`)).json());
    expect(await text("?language=zh-CN")).toEqual({ language: "zh-CN", markdown: "# 亮点\n" });
    expect(await text("?language=fr")).toMatchObject({ language: "en" });
    const at = (path: string) => ask(`/models/${id}/versions/1.1.0/picture?${new URLSearchParams({ path })}`);
    const found = await at("failures/one.png");
    expect(Buffer.from(await found.arrayBuffer()).equals(picture)).toBe(true);
    for (const path of ["manifest.json", "../1.1.0/failures/one.png", "spots.onnx", "failures/two.png", ""]) {
      expect((await at(path)).status, path).toBe(404);
    }
    const file = join(host.workstation.dataDirectory, "models", id, "1.1.0", "failures", "one.png");
    writeFileSync(file, Buffer.concat([picture.subarray(0, 6), Buffer.from([9])]));
    expect((await at("failures/one.png")).status).toBe(404);
  });

  it("try a model out, and say why one fails", async () => {
    const passed = (await (await send("/models/lung-nodule/self-test", "POST")).json()) as object;
    expect(passed).toMatchObject({ passed: true });
    writeFileSync(join(host.workstation.dataDirectory, "models", id, "1.1.0", "spots.onnx"), "x");
    const failed = (await (await send(`/models/${id}/self-test`, "POST")).json()) as object;
    expect(failed).toMatchObject({ passed: false, error: { area: "inference", code: "hash-mismatch" } });
    expect(await cardOf()).toMatchObject({ usable: false, error: { code: "hash-mismatch" } });
    expect((await send("/models/nobody/self-test", "POST")).status).toBe(404);
  }, 60_000);

  it("say what ran: nothing yet", async () => {
    expect(await (await ask("/models/runs")).json()).toEqual({ runs: [] });
  });
});
