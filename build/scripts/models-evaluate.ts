import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, root, run } from "./shell.ts";

/**
 * Scores a model: `npm run models:evaluate -- MODEL [options]`, by the evaluation that it brings with it and the numbers of its card come
 * from; one that brings none on a folder (--images DIR --labels FILE), as `hounsfield models evaluate` does, with --json the rows alone.
 * Without a folder a model of single images is scored on the radiographs that HOUNSFIELD_DATA holds, their validation split.
 */
const [model, ...options] = process.argv.slice(2);
const models = join(root, "models");
const own = readdirSync(models).filter((name) => existsSync(join(models, name, "evaluate.ts")));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"] as const;
if (model !== undefined && own.includes(model)) {
  process.exitCode = await run(node[0], [node[1], join(models, model, "evaluate.ts"), ...options]);
} else {
  const asked = options.includes("--images") ? options : [...folderFor(model), ...options];
  if (model === undefined || !asked.includes("--images")) {
    process.stderr.write(
      `Which model? There are evaluations of: ${own.join(", ")}; any other with --images DIR --labels FILE.\n`,
    );
    process.exitCode = 2;
  } else {
    process.exitCode = await evaluate([model, ...asked]);
  }
}

function folderFor(name: string | undefined): readonly string[] {
  const manifest = join(models, name ?? "", "manifest.json");
  if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(manifest)) return [];
  const folder = join(process.env.HOUNSFIELD_DATA ?? join(root, "..", "shared", "data"), "radiographs");
  const { accepts } = JSON.parse(readFileSync(manifest, "utf8")) as { accepts: { of: string } };
  if (accepts.of !== "image" || !existsSync(join(folder, "labels.tsv"))) return [];
  return ["--images", join(folder, "images"), "--labels", join(folder, "labels.tsv"), "--split", "valid"];
}

/** Runs the command; of its JSON the rows go to standard output, what it did not take to standard error. */
async function evaluate(args: readonly string[]): Promise<number> {
  const command = [node[1], join(root, "src/cli/main.ts"), "models", "evaluate", ...args];
  if (!args.includes("--json")) return run(node[0], command);
  const child = spawn(node[0], command, { stdio: ["inherit", "pipe", "inherit"], cwd: root, env: environment });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  const status = await new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1)));
  const answer = JSON.parse(Buffer.concat(parts).toString("utf8") || "{}") as {
    readonly rows?: readonly unknown[];
    readonly refused?: readonly unknown[];
  };
  if (answer.refused && answer.refused.length > 0) process.stderr.write(`not taken: ${JSON.stringify(answer.refused)}\n`);
  if (answer.rows) process.stdout.write(`${JSON.stringify(answer.rows, null, 2)}\n`);
  return status;
}
