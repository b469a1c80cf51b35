import { type ModelProvenance, type Provenance, provenanceSchema } from "../../findings/index.ts";
import type { Bilingual } from "../draft.ts";

/** What goes with every finding of an algorithm: a report is read where its model card is not. */
export const regulatoryStatus: Bilingual = {
  en: "Proposed by software that is not a medical device; not cleared by NMPA, FDA or CE.",
  "zh-CN": "由非医疗器械软件提示；未获 NMPA、FDA 或 CE 批准。",
};

/** Parts of a model's provenance that are parameters of their own; a model's parameter of such a name gets the prefix. */
const named = ["weightsSha256", "analysisId", "operatingPoint", "provider", "time", "variants"] as const;
const prefix = "parameter.";

/**
 * Algorithm Parameters (111002, DCM; TID 4019) of a model's provenance: texts name=JSON, the hash of the weights first. TID 4019 has no
 * row for a time or an operating point, so they are parameters too.
 */
export function algorithmParameters(provenance: ModelProvenance): readonly string[] {
  const own = named.flatMap((name) => (provenance[name] === undefined ? [] : [[name, provenance[name]] as const]));
  const ofModel = Object.entries(provenance.parameters).map(([name, value]) => [isNamed(name) ? prefix + name : name, value]);
  return [...own, ...ofModel].map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}

function isNamed(name: string): boolean {
  return name.startsWith(prefix) || (named as readonly string[]).includes(name);
}

/** The provenance that `algorithmParameters` wrote; undefined where another program did, or something is missing. */
export function readModelProvenance(
  { name, version, parameters }: { readonly name: string; readonly version: string; readonly parameters: readonly string[] },
  score: number | undefined,
): Provenance | undefined {
  const all = parameters.map(readParameter);
  const own = all.filter(([key]) => (named as readonly string[]).includes(key));
  const ofModel = all
    .filter(([key]) => !(named as readonly string[]).includes(key))
    .map(([key, value]) => [key.startsWith(prefix) ? key.slice(prefix.length) : key, value]);
  const parsed = provenanceSchema.safeParse({
    ...Object.fromEntries(own),
    by: "model",
    modelId: name,
    modelVersion: version,
    parameters: Object.fromEntries(ofModel),
    score,
  });
  return parsed.success ? parsed.data : undefined;
}

/** name=JSON; anything else stays a text. */
function readParameter(text: string): readonly [string, unknown] {
  const at = text.indexOf("=");
  if (at < 0) return [text, ""];
  try {
    return [text.slice(0, at), JSON.parse(text.slice(at + 1))];
  } catch {
    return [text.slice(0, at), text.slice(at + 1)];
  }
}
