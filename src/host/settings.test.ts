import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../base/index.ts";
import { openWorkspace, type Workspace } from "../workspace/index.ts";
import { moveNamedModel, readSettings, writeSettings } from "./settings.ts";

describe("settings", () => {
  let directory: string;
  let workspace: Workspace;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "settings-"));
    workspace = openWorkspace(directory, { log: silentLog });
  });
  afterAll(() => {
    workspace.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  it("speak as the browser does until the reader has chosen", () => {
    expect(readSettings(workspace, "zh-CN,zh;q=0.9,en;q=0.8").language).toBe("zh-CN");
    expect(readSettings(workspace, "de-DE,de").language).toBe("en");
    writeSettings(workspace, { ...readSettings(workspace, "en"), language: "en", readerName: "Li" });
    expect(readSettings(workspace, "zh-CN")).toMatchObject({ language: "en", readerName: "Li" });
  });

  it("lose one that is broken, not the others", () => {
    workspace.writeSetting("settings", { language: "zh-CN", readerName: "Li", destination: { kind: "pigeon" } });
    expect(readSettings(workspace, "en")).toMatchObject({
      language: "zh-CN",
      readerName: "Li",
      destination: { kind: "embedded" },
    });
  });

  it.each([
    ["lung-nodule", undefined, { "lung-nodule": { off: [], onArrival: true } }],
    ["other", { other: { off: ["MR"] } }, { other: { off: ["MR"], onArrival: true } }],
    [null, undefined, { "lung-nodule": { off: [], onArrival: false } }],
    [null, { "lung-nodule": { onArrival: true } }, { "lung-nodule": { off: [], onArrival: true } }],
  ])("become a rule where an earlier edition named the model to run: %j", (autoRunModelId, models, expected) => {
    workspace.removeSetting("preference:models");
    if (models) workspace.writeSetting("preference:models", { models });
    workspace.writeSetting("settings", { language: "zh-CN", autoRunModelId });
    moveNamedModel(workspace);
    expect(workspace.readSetting("preference:models")).toEqual({ models: expected });
    expect(workspace.readSetting("settings")).toEqual({ language: "zh-CN" });
    workspace.writeSetting("preference:models", { models: {} });
    moveNamedModel(workspace);
    expect(workspace.readSetting("preference:models")).toEqual({ models: {} });
  });
});
