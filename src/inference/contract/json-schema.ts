import { z } from "zod";
import { manifestSchema } from "./manifest.ts";

/**
 * The JSON Schema (draft 2020-12) of `manifest.json`, for editors and for those who write packages without this program. What
 * fields say of each other (a file that is used is listed, a stage that is named exists) it cannot hold: `models check` does.
 */
export function manifestJsonSchema(): object {
  const schema = z.toJSONSchema(manifestSchema, { target: "draft-2020-12" });
  return {
    $schema: schema.$schema,
    title: "Manifest of a model package, version 2 of the contract",
    description:
      "manifest.json at the top of a package. What a schema cannot say (every file that is used is listed, every stage that is named exists, labels are declared) is checked by `models check`.",
    ...schema,
  };
}
