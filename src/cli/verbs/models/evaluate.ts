import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLocalWorkstation } from "../../../host/index.ts";
import { operatingPointOf } from "../../../inference/index.ts";
import { CliError } from "../../errors.ts";
import { type CaseOutcome, casesIn, readText, runCase } from "../../evaluate/cases.ts";
import { type ProposedCase, scoreCases } from "../../evaluate/score-cases.ts";
import { parseTruth, type Truth } from "../../evaluate/truth.ts";
import { textTable } from "../../table.ts";
import type { ModelVerb } from "./model-verb.ts";

export const evaluateModel: ModelVerb = {
  name: "evaluate",
  summary: "Run a model over a folder and score it against --truth: FROC, mAP50, area under ROC, with 95 % intervals.",
  takes: "ID --images DIR --truth FILE",
  minimum: 1,
  maximum: 1,
  async run({ positionals, options, workstation, streams, log, signal }) {
    const [id] = positionals as [string];
    const { images, truth: file, split } = options;
    if (typeof images !== "string" || typeof file !== "string")
      throw new CliError("usage", "Say what to run on with --images DIR and what is there with --truth FILE.");
    const truth = parseTruth(readText(file), typeof split === "string" ? split : undefined);
    const { card, directory } = await workstation().models.usable(id);
    const manifest = workstation().models.version(id, card.version).manifest;
    const wanted = options["operating-point"];
    const point = manifest && operatingPointOf(manifest, typeof wanted === "string" ? wanted : undefined);
    if (point === undefined) throw new CliError("usage", `${id} has no operating point "${String(wanted)}".`);
    const model = { directory, modalities: card.modalities, operatingPoint: point.id };
    const cases = casesIn(images, new Set(truth.cases.keys()));
    const done: (readonly [name: string, outcome: CaseOutcome])[] = [];
    // Nothing of the set gets into the reader's own archive.
    const folder = mkdtempSync(join(tmpdir(), "hounsfield-evaluate-"));
    const own = openLocalWorkstation({ dataDirectory: folder, log });
    try {
      for (const [at, one] of cases.entries()) {
        streams.err(`${at + 1} of ${cases.length}${one.name === "" ? "" : `: ${one.name}`}\n`);
        done.push([one.name, await runCase(own, one, model, signal)]);
      }
    } finally {
      await own.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
    return answer(done, truth, { id, version: card.version, weightsSha256: card.weightsSha256, operatingPoint: point });
  },
};

interface Evaluated {
  readonly id: string;
  readonly version: string;
  readonly weightsSha256: string;
  readonly operatingPoint: { readonly id: string; readonly thresholds: Readonly<Record<string, number>> };
}

function answer(done: readonly (readonly [string, CaseOutcome])[], truth: Truth, model: Evaluated) {
  const proposed = done.flatMap(([name, outcome]): ProposedCase[] => ("error" in outcome ? [] : [{ name, ...outcome }]));
  const refused = done.flatMap(([name, outcome]) =>
    "error" in outcome ? [{ name, code: outcome.error.code, reason: outcome.error.details.reason ?? outcome.error.message }] : [],
  );
  // What several labels ask for is not told apart here: the lowest threshold counts.
  const threshold = Math.min(1, ...Object.values(model.operatingPoint.thresholds));
  const rows = proposed.length === 0 ? [] : scoreCases(proposed, truth, threshold);
  const { operatingPoint, ...about } = model;
  const data = { model: { ...about, operatingPoint: operatingPoint.id, threshold }, rows, refused };
  const table = rows.map(({ name, value }) => [name, String(Number(value.toFixed(4)))]);
  const lines = [textTable(["What", "Value"], table), ...refused.map(({ name, reason }) => `not taken: ${name} (${reason})`)];
  return { data, text: lines.join("\n"), failed: proposed.length === 0 };
}
