import type { PresentationDocument } from "../presentation/content.ts";
import { lines, referenceText } from "./lines.ts";

export function presentationLines(state: PresentationDocument): readonly string[] {
  const turned = [
    state.rotationDegrees === 0 ? "" : `${state.rotationDegrees} degrees`,
    state.flippedHorizontally ? "flipped left-right" : "",
  ];
  const windows = state.voi.flatMap(({ windows: all, tables }) => [
    ...all.map(({ center, width }) => `W ${width} L ${center}`),
    ...tables.map(({ count, bits }) => `table of ${count} entries, ${bits} bits`),
  ]);
  return [
    ...lines([
      ["Presentation state", [state.label, state.description].filter(Boolean).join(" · ")],
      ["By", [state.creator, state.createdDate, state.createdTime].filter(Boolean).join(", ")],
      ["Window", windows.join("; ")],
      ["Presentation LUT", state.presentationLut],
      ["Shutters", state.shutters.map(({ kind }) => kind).join(", ")],
      ["Turned", turned.filter(Boolean).join(", ")],
      ["Layers", state.layers.map(({ name }) => name).join(", ")],
      ["Overlays", state.overlays.map(({ rows, columns }) => `${columns} x ${rows}`).join(", ")],
    ]),
    ...state.annotations.flatMap(({ layer, graphics, texts }) => [
      ...graphics.map(({ type, points }) => `  ${layer}: ${type}, ${points.length} points`),
      ...texts.map(({ text }) => `  ${layer}: "${text}"`),
    ]),
    ...state.series.flatMap(({ instances }) => instances.map((reference) => `  for ${referenceText(reference)}`)),
  ];
}
