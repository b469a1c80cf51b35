import { type Settings, settingsSchema } from "../contract/index.ts";
import type { Workspace } from "../workspace/index.ts";

const key = "settings";

/** What a workstation starts with. */
export function defaultSettings(locale: string): Settings {
  return {
    language: locale.toLowerCase().startsWith("zh") ? "zh-CN" : "en",
    readerName: "",
    destination: { kind: "embedded" },
    autoRunModelId: "lung-nodule",
    watchedFolders: [],
    watchStillSeconds: 5,
  };
}

/** The reader's settings; stored ones that no longer parse give way to the defaults, one by one. */
export function readSettings(workspace: Workspace, locale = Intl.DateTimeFormat().resolvedOptions().locale): Settings {
  const defaults = defaultSettings(locale);
  const stored = workspace.readSetting(key);
  if (stored === undefined || stored === null || typeof stored !== "object") return defaults;
  const kept = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse((stored as Record<string, unknown>)[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return { ...defaults, ...Object.fromEntries(kept) };
}

export function writeSettings(workspace: Workspace, settings: Settings): void {
  workspace.writeSetting(key, settings);
}
