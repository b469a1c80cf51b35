import type {
  HangingCell,
  HangingProtocol,
  HangingScreen,
  HangingStage,
  SeriesChoice,
  SeriesRule,
  SeriesSplit,
  SeriesSummary,
  StudyDetail,
} from "../../../src/contract/index.ts";
import type { Cell, ViewportState } from "../viewport/viewport-store.ts";
import { relevantPriors } from "./match-protocols.ts";
import { foldText } from "./patterns.ts";
import { chooseSeries, compareTexts } from "./series-rules.ts";

/** A thick reconstruction beside a thin one: other patients' are somewhat longer. */
const FEWER_FRAMES = 1.5;

/** What is on the screen, as protocols are made from it. */
export interface Screenful {
  readonly viewport: Pick<ViewportState, "shape" | "rows" | "columns" | "cells" | "scrollSync">;
  readonly detail: StudyDetail;
  /** The image that a cell shows, where that is known. */
  readonly imageOf: (cell: Cell) => string | undefined;
  /** The stack that a cell shows, where its series holds several. */
  readonly stackOf?: (cell: Cell) => SeriesSplit | undefined;
}

/** What a study is recognised by, as far as the study that is shown tells: its modalities and what its series call the body part. */
export function fitsFrom({ viewport, detail }: Screenful): HangingProtocol["fits"] {
  const shown = detail.series.filter(({ seriesInstanceUid }) => viewport.cells.some((cell) => uidOf(cell) === seriesInstanceUid));
  const of = shown.length === 0 ? detail.series : shown;
  const modality = distinct(of.filter(({ kind }) => kind === "image").map((series) => series.modality.toUpperCase()));
  const bodyPart = distinct(of.map(({ bodyPartExamined }) => bodyPartExamined.trim().toLowerCase()).filter(Boolean));
  return { modality: modality.length === 0 ? ["OT"] : modality, ...(bodyPart.length === 0 ? {} : { bodyPart }) };
}

/**
 * A stage that shows again what is on the screen, and the series that it needs, put among those that the protocol has. Undefined where no
 * cell shows images.
 */
export function stageFrom(
  screen: Screenful,
  fits: HangingProtocol["fits"],
  series: HangingProtocol["series"],
  name: string,
): { readonly stage: HangingStage; readonly series: HangingProtocol["series"] } | undefined {
  const { viewport } = screen;
  const known = new Map(Object.entries(series));
  const cells = viewport.cells.flatMap((cell) => {
    const wanted = cellFrom(cell, screen, fits, known);
    return wanted === undefined ? [] : [wanted];
  });
  if (cells.length === 0) return undefined;
  const { shape, rows, columns } = viewport;
  const layout: HangingScreen =
    cells.length === viewport.cells.length ? { shape, rows, columns, cells } : { ...gridFor(cells.length), cells };
  return {
    stage: { name, screen: layout, linked: viewport.scrollSync },
    series: Object.fromEntries([...known].slice(0, 64)),
  };
}

/** The smallest grid that holds so many cells, wider than high. */
function gridFor(count: number): Pick<HangingScreen, "shape" | "rows" | "columns"> {
  const columns = Math.min(4, Math.ceil(Math.sqrt(count)));
  return { shape: "grid", rows: Math.ceil(count / columns), columns };
}

function uidOf({ content }: Cell): string | undefined {
  return content.kind === "empty" ? undefined : content.seriesInstanceUid;
}

/** Empty cells and documents are left out. */
function cellFrom(
  cell: Cell,
  screen: Screenful,
  fits: HangingProtocol["fits"],
  known: Map<string, SeriesChoice>,
): HangingCell | undefined {
  const { content, slab, window } = cell;
  if (content.kind === "empty" || content.kind === "document") return undefined;
  const place = placeOf(content.seriesInstanceUid, screen.detail, fits);
  if (place === undefined) return undefined;
  const show: HangingCell["show"] =
    content.kind === "volume3d"
      ? { kind: "volume3d", preset: content.preset }
      : {
          ...(content.kind === "mpr" ? { kind: "mpr", plane: content.plane } : { kind: "stack" }),
          ...(slab === undefined ? {} : { slab: { ...slab } }),
        };
  const stack = stackFrom(screen.stackOf?.(cell));
  const choice = { ...choiceFrom(place.series, screen.imageOf(cell), place.among), ...(stack === undefined ? {} : { stack }) };
  const { inverted, rotationDegrees, flippedHorizontally, flippedVertically, align } = cell;
  return {
    series: keyFor(choice, known),
    study: place.study,
    show,
    ...(window === undefined ? {} : { window: { center: window.center, width: window.width } }),
    ...(align === undefined ? {} : { align }),
    ...(inverted ? { inverted } : {}),
    ...(rotationDegrees === 0 ? {} : { rotationDegrees }),
    ...(flippedHorizontally && align === undefined ? { flippedHorizontally } : {}),
    ...(flippedVertically && align === undefined ? { flippedVertically } : {}),
  };
}

/** A stack is recognised by what it was told apart by: the same b-value, the same number of an acquisition. */
function stackFrom(split: SeriesSplit | undefined): SeriesChoice["stack"] {
  const [part] = split?.label ?? [];
  if (part === undefined || part.value === "") return undefined;
  const value = typeof part.value === "number" ? part.value : part.value.slice(0, 64);
  return { by: part.code, pick: { value } };
}

/** Which study a series is of, as the protocol will count them. */
function placeOf(
  seriesInstanceUid: string,
  detail: StudyDetail,
  fits: HangingProtocol["fits"],
): { readonly study: number; readonly series: SeriesSummary; readonly among: readonly SeriesSummary[] } | undefined {
  const priors = relevantPriors({ id: "", name: "", fits, rank: 0, series: {}, stages: [] }, detail);
  for (const [study, series] of [detail.series, ...priors.map((prior) => prior.series)].entries()) {
    const found = series.find((one) => one.seriesInstanceUid === seriesInstanceUid);
    if (found !== undefined && study <= 8) return { study, series: found, among: series };
  }
  return undefined;
}

/**
 * A series is recognised by modality, plane and the words of its description, and by what tells it from another of its study that these fit
 * too; a projection by its view and side.
 */
function choiceFrom(series: SeriesSummary, sopInstanceUid: string | undefined, among: readonly SeriesSummary[]): SeriesChoice {
  const projections = series.projections ?? [];
  const projection = projections.find((one) => one.sopInstanceUid === sopInstanceUid) ?? projections[0];
  const words = wordsFor(series.seriesDescription);
  const modality = [series.modality.toUpperCase() || "OT"];
  const rule: SeriesRule = {
    modality,
    ...(words === "" ? {} : { description: [words] }),
    ...(series.orientation === undefined ? {} : { orientation: series.orientation }),
  };
  const side = (["L", "R", "B"] as const).find((one) => one === projection?.laterality);
  const view = projection?.viewPosition ?? "";
  const byView: SeriesRule = {
    modality,
    ...(view === "" ? {} : { view: [view] }),
    ...(side === undefined ? {} : { laterality: side }),
  };
  const isTold = view !== "" || side !== undefined;
  const named = projection === undefined ? "" : [side, view].filter(Boolean).join(" ");
  const name = (isTold ? named : series.seriesDescription.trim()) || series.bodyPartExamined || modality[0] || "OT";
  return { name: name.slice(0, 80), anyOf: [isTold ? byView : toldApart(rule, series, among)] };
}

/** The rule, and of kernel, contrast and number of images as much as it takes to find the series among those of its study. */
function toldApart(rule: SeriesRule, series: SeriesSummary, among: readonly SeriesSummary[]): SeriesRule {
  const [kernel = ""] = (series.convolutionKernel ?? "").split("\\");
  const further: readonly Partial<SeriesRule>[] = [
    kernel.trim() === "" ? {} : { kernel: [kernel.trim().slice(0, 64)] },
    series.contrast === undefined ? {} : { contrast: series.contrast },
    { framesMost: Math.ceil(series.frameCount * FEWER_FRAMES) },
  ];
  const isFound = (one: SeriesRule) => chooseSeries([one], among)?.series.seriesInstanceUid === series.seriesInstanceUid;
  let told = rule;
  for (const part of further) {
    if (isFound(told)) return told;
    told = { ...told, ...part };
  }
  return isFound(told) ? told : rule;
}

/** The words of a description that hold from one patient to the next: no numbers and no sizes with their units. At most as long as a pattern may be. */
export function wordsFor(description: string): string {
  const { words } = foldText(description);
  const telling = words.filter((word) => /^[a-z][a-z\d]/.test(word) && word !== "mm" && word !== "cm");
  const chinese = description.normalize("NFKC").match(/[\u3400-\u9fff]+/g) ?? [];
  const kept: string[] = [];
  for (const word of [...chinese, ...telling]) {
    if ([...kept, word].join(" ").length <= 64) kept.push(word);
  }
  return kept.join(" ");
}

/** The key of a series that is among those known already, else a new one. */
function keyFor(choice: SeriesChoice, known: Map<string, SeriesChoice>): string {
  const meaning = ({ anyOf, stack }: SeriesChoice) => JSON.stringify([anyOf, stack]);
  for (const [key, one] of known) if (meaning(one) === meaning(choice)) return key;
  let number = known.size + 1;
  while (known.has(`series-${number}`)) number++;
  known.set(`series-${number}`, choice);
  return `series-${number}`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.filter(Boolean))].sort(compareTexts);
}

/** An id that no protocol has. */
export function freshId(taken: readonly { readonly id: string }[]): string {
  let number = 1;
  while (taken.some(({ id }) => id === `own-${number}`)) number++;
  return `own-${number}`;
}
