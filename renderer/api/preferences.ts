import {
  type Preference,
  type PreferenceName,
  type Preferences,
  preferenceSchemas,
  preferencesSchema,
} from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** @throws ApiError */
export async function getPreferences(): Promise<Preferences> {
  return await request(preferencesSchema, "/api/preferences");
}

/** Stores a preference and answers what was stored. @throws ApiError */
export async function putPreference<Name extends PreferenceName>(name: Name, value: Preference<Name>): Promise<Preference<Name>> {
  const schema = preferenceSchemas[name];
  return (await request(schema, `/api/preferences/${name}`, { method: "PUT", body: value })) as Preference<Name>;
}
