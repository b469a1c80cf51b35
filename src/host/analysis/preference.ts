import { type Preference, type PreferenceName, preferenceSchemas } from "../../contract/index.ts";
import type { Workspace } from "../../workspace/index.ts";

/** What the reader set, or its default where nothing is stored that still parses. */
export function readPreference<Name extends PreferenceName>(
  workspace: Pick<Workspace, "readSetting">,
  name: Name,
): Preference<Name> {
  const schema = preferenceSchemas[name];
  const stored = schema.safeParse(workspace.readSetting(`preference:${name}`));
  return (stored.success ? stored.data : schema.parse(undefined)) as Preference<Name>;
}
