import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./shell.ts";

/**
 * Scores a model: `npm run models:evaluate -- MODEL [options]`, by the evaluation that it brings with it and the numbers of its card come
 * from; one that brings none on a folder (--images DIR --truth FILE), as `hounsfield models evaluate` does.
 */
const [model, ...options] = process.argv.slice(2);
const models = join(root, "models");
const own = readdirSync(models).filter((name) => existsSync(join(models, name, "evaluate.ts")));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;
if (model !== undefined && own.includes(model)) {
  process.exitCode = await run(node[0], [node[1], join(models, model, "evaluate.ts"), ...options]);
} else if (model !== undefined && options.includes("--images")) {
  process.exitCode = await run(node[0], [node[1], join(root, "src/cli/main.ts"), "models", "evaluate", model, ...options]);
} else {
  process.stderr.write(`Which model? There are evaluations of: ${own.join(", ")}; any other with --images DIR --truth FILE.\n`);
  process.exitCode = 2;
}
