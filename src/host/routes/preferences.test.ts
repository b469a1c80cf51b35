import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LARGEST_PREFERENCE_BYTES, preferenceSchemas } from "../../contract/index.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const name = "palette-hint";
const standard = preferenceSchemas[name].parse(undefined);

describe("the routes of preferences", () => {
  let directory: string;
  let host: OpenHost;
  const open = () =>
    openHost({
      dataDirectory: directory,
      log: { info() {}, warn() {}, error() {} },
      shell: "browser",
      version: "test",
      demo: false,
    });
  const all = async () => (await (await host.handle(new Request("http://localhost/api/preferences"))).json()) as object;
  const put = (to: string, body: string) =>
    host.handle(
      new Request(`http://localhost/api/preferences/${to}`, {
        method: "PUT",
        body,
        headers: { "content-type": "application/json" },
      }),
    );
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "preferences-"));
    host = open();
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("answer the defaults until something is chosen, and what was chosen after the next start", async () => {
    expect(await all()).toMatchObject({ [name]: standard });
    expect((await put(name, JSON.stringify({ closed: true }))).status).toBe(200);
    await host.close();
    host = open();
    expect(await all()).toMatchObject({ [name]: { closed: true } });
  });

  it("keep what is there when something of another form, of no known name or too large comes", async () => {
    expect((await put(name, JSON.stringify({ closed: "no" }))).status).toBe(400);
    expect((await put("prototype", "{}")).status).toBe(404);
    const large = JSON.stringify({ closed: false, more: "x".repeat(LARGEST_PREFERENCE_BYTES) });
    expect((await put(name, large)).status).toBe(413);
    expect(await all()).toMatchObject({ [name]: { closed: true } });
  });

  it("read a stored value that no longer parses as the default", async () => {
    host.workstation.workspace.writeSetting(`preference:${name}`, { closed: 7 });
    expect(await all()).toMatchObject({ [name]: standard });
  });
});
