import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { openModelStore } from "./store.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hounsfield-kill-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Installs the versions one after another and removes every other one again, until it is killed; says when it begins. */
const script = `
  const { openModelStore } = await import(${JSON.stringify(new URL("store.ts", import.meta.url).href)});
  const [, directory, ...sources] = process.argv;
  const store = openModelStore({ directory, builtIn: [], selfTest: () => Promise.resolve() });
  process.stdout.write("ready");
  for (let n = 0; ; n++) {
    const { id, version } = await store.install(sources[n % sources.length], { acceptUnsigned: true });
    if (n % 2 === 1) store.retire(id, version);
  }
`;

it("leaves every version whole or away, and one of them in use, wherever the process is killed", async () => {
  const versions = ["1.0.0", "1.1.0", "1.2.0"];
  const sources = versions.map((version) => {
    const source = join(folder, version);
    const manifest = new TextEncoder().encode(JSON.stringify({ ...spotManifest(), version }));
    writeFiles(source, new Map([...spotFiles(), ["manifest.json", manifest]]));
    return source;
  });
  const directory = join(folder, "models");
  for (let kill = 0; kill < 8; kill++) {
    const node = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script, directory, ...sources];
    const child = spawn(process.execPath, node, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    // Anywhere in the first installations; where exactly does not matter, what is left must hold.
    await new Promise((resolve) => setTimeout(resolve, 7 + kill * 11));
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = openModelStore({ directory, builtIn: [], selfTest: () => Promise.resolve() });
    const list = store.list();
    expect(list.filter(({ error }) => error)).toEqual([]);
    const usable = list.filter(({ retired }) => !retired);
    expect(usable.filter(({ active }) => active)).toHaveLength(usable.length > 0 ? 1 : 0);
    expect(readdirSync(join(directory, ".staging"))).toEqual([]);
  }
  const store = openModelStore({ directory, builtIn: [], selfTest: () => Promise.resolve() });
  for (const [n, source] of sources.entries())
    expect((await store.install(source, { acceptUnsigned: true })).version).toBe(versions[n]);
  expect(store.list().map(({ version, error, retired }) => [version, error, retired])).toEqual(
    versions.toReversed().map((version) => [version, undefined, false]),
  );
}, 60_000);
