const WITHOUT = /\bnon[ -]?(contrast|enh)|\bwithout\b|\bw\/?o\b|unenhanced|\bnc(ct)?\b|\bplain\b|\bnative\b|平扫|\bc-(?!\w)/i;
const WITH =
  /contrast|enhanced|\bce\b|\bcect\b|\bw iv\b|\+c\b|c\+|arterial|venous|portal|\bcta\b|angio|增强|动脉期|静脉期|门脉期|延迟期/i;
/** What stands in Contrast/Bolus Agent where there was none. */
const NONE = /^\s*(none|no|n|without|nil|null|0|-+|无|未用)?\s*$/i;

/** Whether contrast medium was given, by Contrast/Bolus Agent (0018,0010) first, then by the descriptions; undefined where neither says. */
export function contrastOf(agent: string | undefined, descriptions: readonly string[]): "with" | "without" | undefined {
  if (agent !== undefined && agent !== "") return NONE.test(agent) ? "without" : "with";
  const words = descriptions.join(" | ").replaceAll("_", " ");
  if (WITHOUT.test(words)) return "without";
  return WITH.test(words) ? "with" : undefined;
}
