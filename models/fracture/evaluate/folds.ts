/**
 * The fold of each training image, by its name: the network of that fold was fitted without it.
 *
 * Lines of tabs with a heading, as `train/folds.py` writes them: image, fold.
 */
export function parseFolds(text: string): ReadonlyMap<string, number> {
  const [, ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [name = "", fold = ""] = line.split("\t");
      if (name === "" || !/^\d+$/.test(fold)) throw new Error("The list of folds cannot be read.");
      return [name, Number(fold)] as const;
    }),
  );
}
