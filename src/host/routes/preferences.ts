import { Hono } from "hono";
import { LARGEST_PREFERENCE_BYTES, type PreferenceName, preferenceNameSchema, preferenceSchemas } from "../../contract/index.ts";
import type { Workstation } from "../workstation.ts";
import { found, limitBody, parseBody } from "./answer.ts";

const keyOf = (name: PreferenceName) => `preference:${name}`;

/** What the reader set for good. What is stored and no longer parses gives way to its default; it is overwritten only by a new choice. */
export function preferenceRoutes({ workspace, events }: Workstation): Hono {
  const read = (name: PreferenceName): unknown => {
    const stored = preferenceSchemas[name].safeParse(workspace.readSetting(keyOf(name)));
    return stored.success ? stored.data : preferenceSchemas[name].parse(undefined);
  };
  const app = new Hono();
  app.get("/preferences", (context) =>
    context.json(Object.fromEntries(preferenceNameSchema.options.map((name) => [name, read(name)]))),
  );
  const limit = limitBody(LARGEST_PREFERENCE_BYTES, "What should be kept is larger than a preference may be.");
  app.put("/preferences/:name", limit, async (context) => {
    const name = preferenceNameSchema.safeParse(context.req.param("name")).data;
    const schema = preferenceSchemas[found(name, "There is no preference of this name.")];
    const value = await parseBody(context, schema);
    workspace.writeSetting(keyOf(name as PreferenceName), value);
    events.emit({ type: "preferences" });
    return context.json(value);
  });
  return app;
}
