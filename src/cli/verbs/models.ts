import { CliError } from "../errors.ts";
import type { Verb } from "../verb.ts";
import { activateModel, installModel, removeModel, rollbackModel } from "./models/change.ts";
import { checkModel } from "./models/check.ts";
import { evaluateModel } from "./models/evaluate.ts";
import { listModelVersions } from "./models/list.ts";
import type { ModelVerb } from "./models/model-verb.ts";
import { distrustPublisher, packModel, trustPublisher } from "./models/publish.ts";
import { runModel } from "./models/run.ts";

/** In the order of a model's life. */
const modelVerbs: readonly ModelVerb[] = [
  listModelVersions,
  checkModel,
  installModel,
  activateModel,
  rollbackModel,
  removeModel,
  runModel,
  evaluateModel,
  packModel,
  trustPublisher,
  distrustPublisher,
];

export const modelsVerb: Verb = {
  name: "models",
  summary: `The models on this computer: ${modelVerbs.map(({ name }) => name).join(", ")}.`,
  takes: "WHAT …",
  minimumPositionals: 1,
  maximumPositionals: 4,
  options: {
    "accept-unsigned": { type: "boolean" },
    key: { type: "string" },
    signer: { type: "string" },
    name: { type: "string" },
    "operating-point": { type: "string" },
    images: { type: "string" },
    truth: { type: "string" },
    labels: { type: "string" },
    split: { type: "string" },
  },
  optionHelp: [
    ...modelVerbs.map(({ name, takes, summary }) => [`${name} ${takes}`.trim(), summary] as const),
    ["--accept-unsigned", "install: also without the signature of a known publisher"],
    ["--key FILE", "pack: private key of Ed25519, PEM"],
    ["--signer NAME", "pack: who signs"],
    ["--operating-point ID", "run, evaluate: one of the model's (default: its own choice)"],
    ["--images DIR", "evaluate: a folder of cases, each a subfolder or file"],
    ["--truth FILE", "evaluate: JSON of lesions in mm, or lines of boxes (also: --labels)"],
    ["--split NAME", "evaluate: only the lines of this split"],
    ["--name NAME", "trust: whose key it is"],
  ],
  async run(context) {
    const [word, ...positionals] = context.positionals;
    const verb = modelVerbs.find(({ name }) => name === word);
    if (!verb)
      throw new CliError("usage", `There is no "models ${word}"; there are: ${modelVerbs.map(({ name }) => name).join(", ")}.`);
    if (positionals.length < verb.minimum || positionals.length > verb.maximum)
      throw new CliError("usage", `models ${verb.name} takes ${verb.takes || "no arguments"}.`);
    return verb.run({ ...context, positionals });
  },
};
