import {
  areaUnderRoc,
  type FoundBox,
  imageFroc,
  imagesAsTheyAre,
  matchImage,
  meanAveragePrecision,
  overlapsHalf,
  pointsInto,
  type ScoredImage,
  shareOf,
} from "../../inference/index.ts";
import { labelsMeant, reaches, type ScoredModel } from "./labels.ts";
import { estimated, plain, type Row } from "./rows.ts";
import type { ProposedCase } from "./score-cases.ts";
import type { Truth } from "./truth.ts";
import type { TrueImage } from "./truth-images.ts";

type Found = FoundBox & { readonly isProposed: boolean };

/** An image with what is there and what was found, the labels of both alike. */
interface Image extends ScoredImage, Pick<TrueImage, "isPositive" | "regions" | "hardware"> {
  readonly found: readonly Found[];
  /** What was said of the image as a whole. */
  readonly whole: readonly Omit<Found, "box">[];
}

/**
 * Boxes and scores of images: all together, each label where the truth names several, and all of each region, with and without hardware.
 * Images with what is looked for but without a box around it count for what is said of whole images alone: where it is nobody knows.
 */
export function imageRows(
  cases: readonly ProposedCase[],
  truth: Extract<Truth, { kind: "images" }>,
  model: ScoredModel,
): readonly Row[] {
  const meant = labelsMeant(truth, model);
  const images = cases.map((one) => imageOf(one, truth, model, meant));
  const labels = [...new Set(meant.values())];
  const apart = labels.length < 2 ? [] : labels;
  const regions = [...new Set(images.flatMap((image) => image.regions))].sort();
  const metal = [true, false].map((hardware) => images.filter((image) => image.hardware === hardware));
  return [
    ...groupRows(images, ""),
    ...apart.flatMap((label) =>
      groupRows(
        images.map((image) => ofLabel(image, label)),
        ` (${label})`,
      ),
    ),
    ...regions.flatMap((region) =>
      groupRows(
        images.filter((image) => image.regions.includes(region)),
        `, ${region}`,
      ),
    ),
    ...metal.flatMap((group, at) =>
      group.length === 0 ? [] : groupRows(group, at === 0 ? ", with hardware" : ", without hardware"),
    ),
  ];
}

function imageOf(
  { name, marks }: ProposedCase,
  truth: Extract<Truth, { kind: "images" }>,
  model: ScoredModel,
  meant: ReadonlyMap<string, string>,
): Image {
  const { boxes, ...about } = truth.cases.get(name) ?? { boxes: [], isPositive: false, regions: [], hardware: undefined };
  const found = marks.map(({ label, score, box }) => ({
    ...{ score, box, isProposed: reaches(model, { label, score }) },
    label: meant.size === 0 ? "" : label,
  }));
  return {
    ...about,
    truth: boxes.map(({ box, label }) => ({ box, label: meant.get(label) ?? "" })),
    found: found.flatMap(({ box, ...said }) => (box === undefined ? [] : [{ ...said, box }])),
    whole: found.flatMap(({ box, ...said }) => (box === undefined ? [said] : [])),
  };
}

function ofLabel(image: Image, label: string): Image {
  const isMeant = (one: { readonly label: string }) => one.label === label;
  const truth = image.truth.filter(isMeant);
  const isPositive = truth.length > 0;
  return { ...image, truth, isPositive, found: image.found.filter(isMeant), whole: image.whole.filter(isMeant) };
}

function groupRows(images: readonly Image[], suffix: string): readonly Row[] {
  const boxed = images.filter(({ isPositive, truth }) => !isPositive || truth.length > 0);
  const boxes = boxed.reduce((sum, { truth }) => sum + truth.length, 0);
  return [
    ...plain(`images${suffix}`, images.length),
    ...plain(`positive images${suffix}`, images.filter(({ isPositive }) => isPositive).length),
    ...plain(`boxes${suffix}`, boxes),
    ...wholeRows(images, suffix),
    ...(boxes === 0 ? [] : boxRows(boxed, suffix)),
  ];
}

/** Each image as a case of its own: by what the model says of it as a whole, where it does, and by its best box. */
function wholeRows(images: readonly Image[], suffix: string): readonly Row[] {
  const best = (marks: readonly { readonly score: number }[]) => Math.max(0, ...marks.map(({ score }) => score));
  const area = (scoreOf: (image: Image) => number) =>
    areaUnderRoc(images.map((image) => ({ score: scoreOf(image), isPositive: image.isPositive })));
  const saysWhole = images.some(({ whole }) => whole.length > 0);
  const findsBoxes = images.some(({ found }) => found.length > 0);
  const isFlagged = ({ found, whole }: Image) => [...whole, ...found].some(({ isProposed }) => isProposed);
  const [positive, negative] = [true, false].map((is) => images.filter(({ isPositive }) => isPositive === is)) as [
    Image[],
    Image[],
  ];
  const flagged = positive.filter(isFlagged).length;
  const passed = negative.filter((image) => !isFlagged(image)).length;
  return [
    ...estimated(
      `image AUC${suffix}`,
      area((image) => best(saysWhole ? image.whole : image.found)),
    ),
    ...(saysWhole && findsBoxes
      ? estimated(
          `image AUC by the best box${suffix}`,
          area(({ found }) => best(found)),
        )
      : []),
    ...estimated(`image sensitivity at the operating point${suffix}`, shareOf(flagged, positive.length)),
    ...estimated(`image specificity at the operating point${suffix}`, shareOf(passed, negative.length)),
  ];
}

function boxRows(images: readonly Image[], suffix: string): readonly Row[] {
  const matched = images.map((image) => matchImage(image, undefined, overlapsHalf));
  const pointed = images.map((image) => matchImage(image, undefined, pointsInto));
  const proposed = images.map(({ truth, found }) => ({ truth, found: found.filter(({ isProposed }) => isProposed) }));
  const point = imagesAsTheyAre(proposed.map((image) => matchImage(image, undefined, overlapsHalf)));
  return [
    ...estimated(`mAP50${suffix}`, meanAveragePrecision(images)),
    ...imageFroc(matched).flatMap(({ perImage, sensitivity }) =>
      estimated(`sensitivity at ${perImage} false positives per image${suffix}`, sensitivity),
    ),
    ...imageFroc(pointed).flatMap(({ perImage, sensitivity }) =>
      estimated(
        `sensitivity at ${perImage} false positives per image, by a box whose middle lies in the true one${suffix}`,
        sensitivity,
      ),
    ),
    ...estimated(`sensitivity at the operating point${suffix}`, point.sensitivity),
    ...estimated(`false positives per image at the operating point${suffix}`, point.falsePositives),
  ];
}
