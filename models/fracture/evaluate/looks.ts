import { matchImage, overlapsHalf } from "../../../src/inference/index.ts";
import { type Point, scoredImage } from "./points.ts";
import type { RunSet } from "./rows.ts";

/**
 * What went wrong at the balanced point, as lines of tabs: set, image, region, hardware, missed or wrong, score of the best box on it
 * (missed) or of the box (wrong), and the box in shares of the image. For somebody who looks at the images; never kept in the repository.
 */
export function looksOf(sets: readonly RunSet[], points: readonly Point[]): string {
  const threshold = points.find(({ id }) => id === "balanced")?.box ?? 1;
  const lines = sets.flatMap(({ name: set, cases, truth }) =>
    cases.flatMap((one) => {
      const about = truth.get(one.name);
      const image = scoredImage(one, truth);
      const { truth: best, marks } = matchImage(image, undefined, overlapsHalf);
      const found = image.found.toSorted((a, b) => b.score - a.score);
      const line = (what: string, score: number, box: readonly number[]) =>
        [
          ...[set, one.name, about?.regions.join("+") ?? "", Number(about?.hardware ?? false), what, score.toFixed(3)],
          box.map((side) => side.toFixed(4)).join(" "),
        ].join("\t");
      const missed = image.truth.flatMap(({ box }, n) => ((best[n] ?? 0) < threshold ? [line("missed", best[n] ?? 0, box)] : []));
      const wrong = marks.flatMap(({ score, isRight }, n) =>
        !isRight && score >= threshold ? [line("wrong", score, found[n]?.box ?? [])] : [],
      );
      return [...missed, ...wrong];
    }),
  );
  return `${["set\timage\tregion\thardware\twhat\tscore\tbox", ...lines].join("\n")}\n`;
}
