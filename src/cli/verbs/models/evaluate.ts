import { operatingPointOf } from "../../../inference/index.ts";
import { CliError } from "../../errors.ts";
import { type CaseOutcome, casesIn, readText, runCases } from "../../evaluate/cases.ts";
import { labelsMeant, type ScoredModel } from "../../evaluate/labels.ts";
import { type ProposedCase, scoreCases } from "../../evaluate/score-cases.ts";
import { parseTruth, type Truth } from "../../evaluate/truth.ts";
import { textTable } from "../../table.ts";
import type { VerbContext } from "../../verb.ts";
import type { ModelVerb } from "./model-verb.ts";

export const evaluateModel: ModelVerb = {
  name: "evaluate",
  summary: "Run a model over a folder and score it against --truth: FROC, mAP50, area under ROC, with 95 % intervals.",
  takes: "ID --images DIR --truth FILE",
  minimum: 1,
  maximum: 1,
  async run(context) {
    const { positionals, workstation, streams, log, signal } = context;
    const [id] = positionals as [string];
    const { images, truth } = givenFiles(context);
    const { card, directory } = await workstation().models.usable(id);
    const manifest = workstation().models.version(id, card.version).manifest;
    const wanted = context.options["operating-point"];
    const point = manifest && operatingPointOf(manifest, typeof wanted === "string" ? wanted : undefined);
    if (manifest === undefined || point === undefined)
      throw new CliError("usage", `${id} has no operating point "${String(wanted)}".`);
    const scored: ScoredModel = { findings: manifest.findings, thresholds: point.thresholds };
    // A truth that speaks of something else is refused before hours of work.
    labelsMeant(truth, scored);
    const cases = casesIn(images, new Set(truth.cases.keys()));
    const model = { directory, takesImages: manifest.accepts.of === "image" };
    const tellEvery = Math.max(1, Math.floor(cases.length / 100));
    const done = await runCases(cases, model, {
      ...{ log, signal },
      onDone: (count) => {
        if (count % tellEvery === 0 || count === cases.length) streams.err(`${count} of ${cases.length}\n`);
      },
    });
    const about = { id, version: card.version, weightsSha256: card.weightsSha256, operatingPoint: point.id };
    return answer(done, truth, { ...about, thresholds: point.thresholds }, scored);
  },
};

function givenFiles({ options }: VerbContext): { readonly images: string; readonly truth: Truth } {
  const { images, truth, labels, split } = options;
  const file = truth ?? labels;
  if (typeof images !== "string" || typeof file !== "string")
    throw new CliError("usage", "Say what to run on with --images DIR and what is there with --truth FILE.");
  return { images, truth: parseTruth(readText(file), typeof split === "string" ? split : undefined) };
}

interface Evaluated {
  readonly id: string;
  readonly version: string;
  readonly weightsSha256: string;
  readonly operatingPoint: string;
  readonly thresholds: Readonly<Record<string, number>>;
}

function answer(done: readonly (readonly [string, CaseOutcome])[], truth: Truth, model: Evaluated, scored: ScoredModel) {
  const proposed = done.flatMap(([name, outcome]): ProposedCase[] => ("error" in outcome ? [] : [{ name, ...outcome }]));
  const refused = done.flatMap(([name, outcome]) =>
    "error" in outcome ? [{ name, code: outcome.error.code, reason: outcome.error.details.reason ?? outcome.error.message }] : [],
  );
  const missing = truth.cases.size - done.length;
  const rows = proposed.length === 0 ? [] : scoreCases(proposed, truth, scored);
  const table = rows.map(({ name, value, unit }) => [name, `${Number(value.toFixed(4))}${unit === "1" ? "" : ` ${unit}`}`]);
  const reasons = Map.groupBy(refused, ({ reason }) => String(reason));
  const lines = [
    textTable(["What", "Value"], table),
    ...[...reasons].map(([reason, cases]) => `not taken: ${namesOf(cases)} (${reason})`),
    ...(missing > 0 ? [`named in the file of truth, not in the folder: ${missing}`] : []),
  ];
  return { data: { model, rows, refused, missing }, text: lines.join("\n"), failed: proposed.length === 0 };
}

/** A few by name, many by their number. */
function namesOf(cases: readonly { readonly name: string }[]): string {
  const first = cases.slice(0, 3).map(({ name }) => name);
  return cases.length > first.length ? `${cases.length} cases, ${first.join(", ")} …` : first.join(", ");
}
