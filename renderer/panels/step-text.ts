import { useDynamicText } from "../stores/index.ts";

/** What a job is doing now, by its key under `progress.`; the key itself where no text is known. */
export function useStepText(): (step: string) => string {
  const find = useDynamicText();
  return (step) => find(`progress.${step}`) ?? step;
}
