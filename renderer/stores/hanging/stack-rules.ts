import type { SeriesSplit, StackRule } from "../../../src/contract/index.ts";

/** A rule that asks for a value, not for a phase. */
export type ValueRule = StackRule & { readonly pick: ValuePick };
type ValuePick = Exclude<StackRule["pick"], { phase: unknown }>;

/**
 * The stack of a series that a protocol means; of several alike the one with most frames. Undefined where the stacks are not told apart by
 * what the rule says, or none is as it says.
 */
export function chooseStack(splits: readonly SeriesSplit[], { by, pick }: ValueRule): number | undefined {
  const told = splits.flatMap((split) => {
    const part = split.label.find(({ code }) => code === by);
    return part === undefined ? [] : [{ split, value: part.value }];
  });
  const values = [...new Set(told.map(({ value }) => value))].sort(compareValues);
  const wanted = wantedOf(values, pick);
  const meant = told.filter(({ value }) => value === wanted).map(({ split }) => split);
  const [first, ...others] = meant;
  if (first === undefined) return undefined;
  return others.reduce((best, split) => (split.frameCount > best.frameCount ? split : best), first).index;
}

type Value = string | number;

function wantedOf(values: readonly Value[], pick: ValuePick): Value | undefined {
  if (pick === "lowest") return values[0];
  if (pick === "highest") return values.at(-1);
  if ("nth" in pick) return values[pick.nth - 1];
  const { value } = pick;
  return values.find((one) => `${one}`.toLowerCase() === `${value}`.toLowerCase());
}

/** Numbers by size, also where they are written as text; texts after them. */
function compareValues(a: Value, b: Value): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || (`${a}` < `${b}` ? -1 : 1);
  return x - y;
}
