import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./shell.ts";

/** Runs the evaluation that a model brings with it: `npm run models:evaluate -- MODEL [its own options]`. */
const [model, ...options] = process.argv.slice(2);
const models = join(root, "models");
const known = readdirSync(models).filter((name) => existsSync(join(models, name, "evaluate.ts")));
if (model === undefined || !known.includes(model)) {
  process.stderr.write(`Which model? There are evaluations of: ${known.join(", ")}.\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await run(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    join(models, model, "evaluate.ts"),
    ...options,
  ]);
}
