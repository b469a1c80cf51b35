import type { InstalledModel } from "../../../inference/index.ts";
import { textTable } from "../../table.ts";
import type { ModelVerb } from "./model-verb.ts";
import { describeModel } from "./words.ts";

const FROM: Readonly<Record<InstalledModel["trust"], string>> = {
  "built-in": "the program",
  known: "known publisher",
  unknown: "unknown signer",
  unsigned: "not signed",
};

export const listModelVersions: ModelVerb = {
  name: "list",
  summary: "The models on this computer and their versions, which is in use, whose they are.",
  takes: "",
  minimum: 0,
  maximum: 0,
  async run({ workstation }) {
    const models = workstation().models.store.list();
    const rows = models.map((model) => [
      model.id,
      model.version,
      model.active ? "in use" : "",
      model.signed?.state === "signed" ? `${model.signed.signer} (${FROM[model.trust]})` : FROM[model.trust],
      stateOf(model),
      model.manifest?.title.en ?? "",
    ]);
    const text = textTable(["Model", "Version", "", "From", "State", "Title"], rows);
    return { data: { models: models.map(describeModel) }, text };
  },
};

function stateOf({ retired, error }: InstalledModel): string {
  if (retired) return "removed, card kept";
  return error ? `cannot be used (${error.code})` : "ready";
}
