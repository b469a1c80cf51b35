import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "hounsfield-network-"));
const network = new URL("../../../models/lung-nodule/model.onnx", import.meta.url);

/** Opens the network in a process of its own, whose home and temporary folder are empty. */
const script = `
  import { readFileSync } from "node:fs";
  const { openNetwork } = await import(${JSON.stringify(new URL("network.ts", import.meta.url).href)});
  const opened = await openNetwork(readFileSync(${JSON.stringify(fileURLToPath(network))}), "model.onnx", { threads: 1 });
  await opened.dispose();
  process.stdout.write(opened.provider);
`;

describe("a network", () => {
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("is opened without reports of its use: no identifier of the computer, no queue of what is to be sent", () => {
    const [home, temporary] = [join(directory, "home"), join(directory, "temporary")];
    for (const folder of [home, temporary]) mkdirSync(folder);
    const { XDG_CACHE_HOME: _, ORT_DISABLE_TELEMETRY: __, ...rest } = process.env;
    const env = { ...rest, HOME: home, USERPROFILE: home, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const node = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script];
    expect(execFileSync(process.execPath, node, { env, encoding: "utf8" })).toBe("cpu");
    expect([...readdirSync(home, { recursive: true }), ...readdirSync(temporary, { recursive: true })]).toEqual([]);
  });
});
