import type { InstalledModel } from "../../../inference/index.ts";
import type { VerbResult } from "../../verb.ts";
import type { ModelVerb } from "./model-verb.ts";
import { describeModel, signedWords } from "./words.ts";

export const installModel: ModelVerb = {
  name: "install",
  summary: "Check a package, run its self-test, keep it beside the other versions and use it from now on.",
  takes: "PATH",
  minimum: 1,
  maximum: 1,
  async run({ positionals, options, workstation, signal }) {
    const [path] = positionals as [string];
    const acceptUnsigned = options["accept-unsigned"] === true;
    const model = await workstation().models.store.install(path, { acceptUnsigned, signal });
    const who = model.signed ? ` ${signedWords(model.signed, model.trust === "known")}` : "";
    return answer(model, `Installed ${nameOf(model)}; it is in use.${who}`);
  },
};

export const rollbackModel: ModelVerb = {
  name: "rollback",
  summary: "Use the version again that was in use before. Results keep pointing at the version that made them.",
  takes: "ID",
  minimum: 1,
  maximum: 1,
  async run({ positionals, workstation }) {
    const [id] = positionals as [string];
    const model = workstation().models.store.rollback(id);
    return answer(model, `${nameOf(model)} is in use again.`);
  },
};

export const activateModel: ModelVerb = {
  name: "use",
  summary: "Use a certain version that is installed.",
  takes: "ID VERSION",
  minimum: 2,
  maximum: 2,
  async run({ positionals, workstation }) {
    const [id, version] = positionals as [string, string];
    const model = workstation().models.store.activate(id, version);
    return answer(model, `${nameOf(model)} is in use.`);
  },
};

export const removeModel: ModelVerb = {
  name: "remove",
  summary: "Remove a version; its manifest and card stay for the results it made.",
  takes: "ID VERSION",
  minimum: 2,
  maximum: 2,
  async run({ positionals, workstation }) {
    const [id, version] = positionals as [string, string];
    const { store } = workstation().models;
    store.retire(id, version);
    const inUse = store.list().find((model) => model.id === id && model.active)?.version ?? null;
    const text = inUse === null ? "No version of it is left." : `${id} ${inUse} is in use.`;
    return { data: { id, version, removed: true, inUse }, text: `Removed ${id} ${version}. ${text}` };
  },
};

const nameOf = ({ id, version }: InstalledModel) => `${id} ${version}`;

function answer(model: InstalledModel, text: string): VerbResult {
  return { data: describeModel(model), text };
}
