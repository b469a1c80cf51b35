import { CliError } from "../../errors.ts";
import { analyseVerb } from "../analyse.ts";
import type { ModelVerb } from "./model-verb.ts";

export const runModel: ModelVerb = {
  name: "run",
  summary: "Run a model on a series, or on those of a study or folder that it takes; its proposals are kept as such.",
  takes: "ID PATH|UID",
  minimum: 2,
  maximum: 2,
  async run(context) {
    const [id, target] = context.positionals as [string, string];
    const model = await context.workstation().models.usable(id);
    const { operatingPoints } = model.card;
    const wanted = context.options["operating-point"];
    if (typeof wanted === "string" && !operatingPoints.some((point) => point.id === wanted)) {
      const known = operatingPoints.map((point) => point.id).join(", ");
      throw new CliError("usage", `${id} has no operating point "${wanted}"; it has: ${known}.`);
    }
    return analyseVerb.run({ ...context, positionals: [target], options: { ...context.options, model: id } });
  },
};
