import type { DrawnObject } from "../../stores/index.ts";
import { type Affine, type Point2, transform } from "../plane/affine.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { DrawnPath, DrawnText, GraphicPaths } from "./drawn-paths.ts";
import type { Drawn } from "./use-drawn.ts";

interface DrawnLayerProps {
  readonly facts: PlaneFacts;
  readonly drawn: readonly Drawn[];
}

/** Structures, segments and drawings of other objects over the slice; what the reader measures lies above them. */
export function DrawnLayer({ facts, drawn }: DrawnLayerProps) {
  return drawn.map(({ object, paths }) =>
    typeof paths === "object" ? (
      <ObjectLayer key={object.sopInstanceUid} object={object} paths={paths} viewFromPixel={facts.viewFromPixel} />
    ) : null,
  );
}

interface ObjectLayerProps {
  readonly object: DrawnObject;
  readonly paths: GraphicPaths;
  readonly viewFromPixel: Affine;
}

function ObjectLayer({ object, paths, viewFromPixel }: ObjectLayerProps) {
  const colors = new Map(object.parts.map(({ number, color }) => [number, `rgb(${color.join(" ")})`]));
  const isShown = ({ part }: { readonly part: number }) => !object.hidden.has(part);
  const colorOf = (part: number) => colors.get(part) ?? "rgb(255 221 120)";
  return (
    <g className="drawn" data-drawn-object={object.sopInstanceUid} data-drawn-kind={object.kind}>
      <g transform={matrix(viewFromPixel)}>
        {paths.paths.map((path, at) =>
          isShown(path) ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: paths have no identity but their order, which never changes
            <PathShape key={at} path={path} color={ownColor(path.color) ?? colorOf(path.part)} />
          ) : null,
        )}
      </g>
      {paths.points.map((point, at) =>
        isShown(point) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: points have no identity but their order, which never changes
          <PointShape key={at} at={transform(viewFromPixel, point.at)} color={ownColor(point.color) ?? colorOf(point.part)} />
        ) : null,
      )}
      {paths.texts.map((words, at) =>
        isShown(words) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: texts have no identity but their order, which never changes
          <Words key={at} words={words} viewFromPixel={viewFromPixel} color={ownColor(words.color) ?? colorOf(words.part)} />
        ) : null,
      )}
    </g>
  );
}

/** Of lines whose object says no thickness, as in the style sheet. */
const lineWidth = 1.5;

function ownColor(color: readonly number[] | undefined): string | undefined {
  return color && `rgb(${color.join(" ")})`;
}

function PathShape({ path, color }: { readonly path: DrawnPath; readonly color: string }) {
  const { d, imageFromPath, stroke, fillOpacity, part, thickness, dashes, fillColor } = path;
  const dash = dashes && { strokeDasharray: dashes.map((length) => length * (thickness ?? lineWidth)).join(" ") };
  const rim = { ...dash, ...(thickness === undefined ? {} : { strokeWidth: thickness + 2 }) };
  const line = { ...dash, ...(thickness === undefined ? {} : { strokeWidth: thickness }) };
  const place = imageFromPath === undefined ? undefined : matrix(imageFromPath);
  return (
    <>
      {stroke === 1 && <path className="drawn-rim" d={d} transform={place} style={rim} />}
      <path
        className="drawn-line"
        style={line}
        data-part={part}
        d={d}
        transform={place}
        stroke={stroke === 1 ? color : "none"}
        fill={fillOpacity === 0 ? "none" : (ownColor(fillColor) ?? color)}
        fillOpacity={fillOpacity}
      />
    </>
  );
}

function PointShape({ at: [x, y], color }: { readonly at: Point2; readonly color: string }) {
  const d = `M${x - 6} ${y}h4m4 0h4M${x} ${y - 6}v4m0 4v4`;
  return (
    <>
      <path className="drawn-rim" d={d} />
      <path className="drawn-line" d={d} stroke={color} fill="none" />
    </>
  );
}

const lineHeight = 15;

/** Text in its box as it is seen now, in the upper corner where nothing else is said, never smaller than can be read; a line to its anchor. */
function Words({
  words,
  viewFromPixel,
  color,
}: {
  readonly words: DrawnText;
  readonly viewFromPixel: Affine;
  readonly color: string;
}) {
  const { box, anchor, anchorVisible, lines, justification, vertical, bold, italic, underlined } = words;
  const target = anchor === undefined ? undefined : transform(viewFromPixel, anchor);
  const corners =
    box === undefined
      ? undefined
      : [[box[0], box[1]] as const, [box[2], box[3]] as const].map((one) => transform(viewFromPixel, one));
  const [left, right] = range(corners?.map(([x]) => x) ?? [(target?.[0] ?? 0) + 8]);
  const [upper, lower] = range(corners?.map(([, y]) => y) ?? [(target?.[1] ?? 0) - lineHeight]);
  const top = topOf([upper, lower], lines.length, vertical);
  const side = { CENTER: "middle", RIGHT: "end" }[justification] ?? "start";
  const x = side === "middle" ? (left + right) / 2 : side === "end" ? right : left;
  const from: Point2 = [
    Math.min(right, Math.max(left, target?.[0] ?? left)),
    Math.min(top + lineHeight * lines.length + 2, Math.max(top, target?.[1] ?? top)),
  ];
  return (
    <>
      {target !== undefined && anchorVisible && (
        <>
          <path className="drawn-rim" d={`M${from.join(" ")}L${target.join(" ")}`} />
          <path className="drawn-line" d={`M${from.join(" ")}L${target.join(" ")}`} stroke={color} fill="none" />
        </>
      )}
      <text
        className="drawn-text"
        textAnchor={side as "start" | "middle" | "end"}
        fill={color}
        y={top + 12}
        fontWeight={bold === true ? 700 : undefined}
        fontStyle={italic === true ? "italic" : undefined}
        textDecoration={underlined === true ? "underline" : undefined}
      >
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text's lines have no identity but their order
          <tspan key={at} x={x} dy={at === 0 ? 0 : lineHeight}>
            {line}
          </tspan>
        ))}
      </text>
    </>
  );
}

/** Where the first line begins in a box from `upper` to `lower`; a text that is higher than its box begins at its upper edge. */
function topOf([upper, lower]: readonly [number, number], lines: number, vertical: string | undefined): number {
  const free = Math.max(0, lower - upper - lineHeight * lines - 2);
  return upper + free * (vertical === "BOTTOM" ? 1 : vertical === "CENTER" ? 0.5 : 0);
}

function range(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function matrix(affine: Affine): string {
  return `matrix(${affine.join(" ")})`;
}
