import { useDynamicText, useText } from "../../stores/index.ts";

/** What a model asks of a series and nobody knows, in words, one after another. */
export function useUnknownText(): (facts: readonly string[]) => string {
  const text = useText();
  const find = useDynamicText();
  return (facts) => facts.map((fact) => find(`ai.unknownFact.${fact}`) ?? fact).join(text("common.listSeparator"));
}
