import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifestJsonSchema } from "../../src/inference/index.ts";
import { root } from "./shell.ts";

/** Writes models/manifest.schema.json anew from the contract: `node build/scripts/model-schema.ts`. */
writeFileSync(join(root, "models", "manifest.schema.json"), `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
