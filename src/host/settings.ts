import { z } from "zod";
import { modelRuleOf, preferenceSchemas, type Settings, settingsSchema } from "../contract/index.ts";
import type { Workspace } from "../workspace/index.ts";

const key = "settings";
const RULES = "preference:models";
/** What the name meant where none was kept. */
const SHIPPED = "lung-nodule";

/** What a workstation starts with. */
export function defaultSettings(locale: string): Settings {
  return {
    language: locale.toLowerCase().startsWith("zh") ? "zh-CN" : "en",
    readerName: "",
    destination: { kind: "embedded" },
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

const namedModelSchema = z.object({ autoRunModelId: z.string().nullable() });

/**
 * Settings of earlier editions named the one model that runs as studies arrive, beside the rules of the models. What they said becomes a
 * rule, once: the name is gone then.
 */
export function moveNamedModel(workspace: Workspace): void {
  const named = namedModelSchema.safeParse(workspace.readSetting(key)).data;
  if (named === undefined) return;
  const { autoRunModelId } = named;
  const stored = preferenceSchemas.models.safeParse(workspace.readSetting(RULES));
  const rules = stored.success ? stored.data : preferenceSchemas.models.parse(undefined);
  const id = autoRunModelId ?? SHIPPED;
  // Nobody named: what is not switched on by a rule of its own stays off.
  const onArrival = autoRunModelId !== null || rules.models[id]?.onArrival === true;
  const moved = { models: { ...rules.models, [id]: { ...modelRuleOf(rules, id), onArrival } } };
  // The rule first: killed between the two it is only written again.
  if (preferenceSchemas.models.safeParse(moved).success) workspace.writeSetting(RULES, moved);
  const { autoRunModelId: _, ...rest } = workspace.readSetting(key) as Record<string, unknown>;
  workspace.writeSetting(key, rest);
}
