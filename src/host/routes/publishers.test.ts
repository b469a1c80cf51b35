import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { modelPublisherListSchema } from "../../contract/index.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const pair = generateKeyPairSync("ed25519");
const pem = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
const fingerprint = createHash("sha256")
  .update(pair.publicKey.export({ format: "der", type: "spki" }))
  .digest("hex");

describe("the routes of publishers", () => {
  let directory: string;
  let host: OpenHost;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "publishers-"));
    host = openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const send = (path: string, method = "GET", body?: object) =>
    host.handle(
      new Request(`http://localhost/api/publishers${path}`, {
        method,
        headers: { "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
  const listed = async (answer: Response) => modelPublisherListSchema.parse(await answer.json()).publishers;

  it("say what a key file holds before anybody is trusted, then name its owner, and forget them", async () => {
    expect(await (await send("/key", "POST", { key: pem })).json()).toEqual({ fingerprint });
    expect(await listed(await send(""))).toEqual([]);
    const added = await send("", "POST", { name: " Somebody ", key: pem });
    expect([added.status, await listed(added)]).toEqual([201, [{ name: "Somebody", fingerprint }]]);
    expect(await listed(await send(""))).toEqual([{ name: "Somebody", fingerprint }]);
    expect((await send(`/${"0".repeat(64)}`, "DELETE")).status).toBe(404);
    expect(await listed(await send(`/${fingerprint}`, "DELETE"))).toEqual([]);
  });

  it("take no private key, no other file and no name of blanks", async () => {
    const secret = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    for (const key of [secret, "hello", "x".repeat(5000)])
      expect(await (await send("/key", "POST", { key })).json()).toMatchObject({ area: "inference", code: "bad-signature" });
    expect((await send("", "POST", { name: "  ", key: pem })).status).toBe(400);
    expect((await send("", "POST", { name: "A", key: "x".repeat(20_000) })).status).toBe(400);
    expect(await listed(await send(""))).toEqual([]);
  });
});
