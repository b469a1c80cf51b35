import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { buildPart10, parsePart10 } from "../../dicom/index.ts";
import { buildRulerPhantom } from "../../testing/ruler-phantom.ts";
import { productDirectories } from "../local.ts";
import type { TaskRunner } from "../tasks/types.ts";
import { openWorkstation, type Workstation } from "../workstation.ts";
import { demoPatientId, ensureDemo } from "./demo.ts";

/** Workers that do nothing but say so; `analyse` answers as each test wants. */
function fakeTasks(analyse: (signal: AbortSignal | undefined) => Promise<unknown>, asked: string[]): TaskRunner {
  const outcome = { state: "done", imported: 0, rejected: [], studyInstanceUids: [], seconds: 0 };
  const run = async (task: string, _input: unknown, options: { signal?: AbortSignal } = {}) => {
    asked.push(task);
    if (task === "analyse") return analyse(options.signal);
    if (task === "measure-provider") return { built: ["cpu"], measurements: [] };
    return task === "import" ? outcome : { files: 0, common: {}, stacks: [] };
  };
  return { run: run as TaskRunner["run"], warm() {}, async dispose() {} };
}

describe("the demo patient", () => {
  let directory: string;
  const open = (analyse: (signal: AbortSignal | undefined) => Promise<unknown>, asked: string[]): Workstation => {
    const product = productDirectories();
    return openWorkstation({
      dataDirectory: directory,
      modelDirectories: [product.models],
      templateDirectory: product.templates,
      tasks: fakeTasks(analyse, asked),
      log: silentLog,
    });
  };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "demo-"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("is not called ready when the workstation closes while its model runs; the next start goes on there", async () => {
    const closing = new AbortController();
    const cutOff = open(async (signal) => {
      closing.abort();
      throw signal?.reason;
    }, []);
    for (const name of ["demo current", "demo prior"]) {
      const { dataset } = parsePart10(buildRulerPhantom(name).files[0] as Uint8Array);
      cutOff.archive.store(
        buildPart10(dataset.set("PatientID", demoPatientId).set("ManufacturerModelName", "Hounsfield phantom")),
      );
    }
    await expect(ensureDemo(cutOff, { modelId: "lung-nodule", signal: closing.signal })).rejects.toThrow();
    expect(cutOff.workspace.readSetting("demo")).toBeUndefined();
    await cutOff.dispose();

    const asked: string[] = [];
    const again = open(async () => ({ proposals: [], seconds: {} }), asked);
    await ensureDemo(again, { modelId: "lung-nodule" });
    expect(asked.filter((task) => task === "analyse")).toHaveLength(2);
    expect(again.workspace.readSetting("demo")).toBe("ready");
    again.workspace.writeSetting("demo", null);
    await ensureDemo(again, { modelId: "lung-nodule" });
    expect(asked.filter((task) => task === "analyse")).toHaveLength(2);
    await again.dispose();
  });
});
