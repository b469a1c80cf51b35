import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { useText } from "../../stores/index.ts";
import type { LaidOutRib } from "./laid-out.ts";
import { shortName } from "./rib-name.ts";

/** Bone window of the strips (`reading-conventions`: 2500 / 480 shows trabeculae; cracks in cortex want more contrast). */
const WINDOW = { center: 400, width: 1500 } as const;
/** Millimetres that an arrow key goes along a rib. */
const KEY_STEP_MM = 5;

/** A place on a rib's strip, in its pixels. */
export interface StripPlace {
  readonly column: number;
  readonly row: number;
}

interface RibStripProps {
  readonly rib: LaidOutRib;
  readonly pixelMm: number;
  /** Whether its number is to be checked. */
  readonly isLikely: boolean;
  /** Its colour in the images, while the ribs are coloured there. */
  readonly colour: string | undefined;
  /** Columns of the longest rib: all strips have one scale. */
  readonly widest: number;
  /** Where the reader is, when that is on this rib. */
  readonly place: StripPlace | undefined;
  readonly onGo: (place: StripPlace) => void;
  /** To the rib above or below on the same side. */
  readonly onStep: (by: 1 | -1) => void;
}

/** One rib, straight: the spine's end towards the middle of the panel. A click or the arrow keys go to that place in the patient. */
export function RibStrip({ rib, pixelMm, isLikely, colour, widest, place, onGo, onStep }: RibStripProps) {
  const text = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { columns, rows, side } = rib;
  const isRight = side === "R";
  useEffect(() => void (canvas.current && draw(canvas.current, rib)), [rib]);
  const across = (column: number) => (((isRight ? columns - 1 - column : column) + 0.5) / columns) * 100;
  const name = nameOf(rib, isLikely, text);
  const go = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.min(0.9999, Math.max(0, (event.clientX - box.left) / box.width)) * columns;
    const row = Math.min(0.9999, Math.max(0, (event.clientY - box.top) / box.height)) * rows;
    onGo({ column: Math.floor(isRight ? columns - x : x), row: Math.floor(row) });
  };
  const middle = (rows - 1) / 2;
  const press = (event: KeyboardEvent) => {
    const here = place?.column ?? Math.round(columns / 2);
    const step = Math.round(KEY_STEP_MM / pixelMm);
    // To the right of the screen is away from the spine on the left side, and towards it on the right.
    const to: Readonly<Record<string, number>> = {
      ArrowRight: here + (isRight ? -step : step),
      ArrowLeft: here + (isRight ? step : -step),
      Home: 0,
      End: columns - 1,
    };
    const column = to[event.key];
    if (column !== undefined) onGo({ column: Math.min(columns - 1, Math.max(0, column)), row: middle });
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") onStep(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" || event.key === " ") onGo({ column: here, row: middle });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const mm = place === undefined ? 0 : Math.round(place.column * pixelMm);
  return (
    <div className={`rib rib-${isRight ? "right" : "left"}`} data-rib={`${side}${rib.number ?? `?${rib.order}`}`}>
      <span className="rib-name" style={{ color: colour }} aria-hidden>
        {shortName(rib, isLikely)}
      </span>
      <div
        className="rib-strip"
        style={{ width: widthOf(columns, rows, widest), aspectRatio: `${columns} / ${rows}` }}
        role="slider"
        tabIndex={0}
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={Math.round(columns * pixelMm)}
        aria-valuenow={mm}
        aria-valuetext={text("ribs.along", { mm })}
        title={rib.isCut ? text("ribs.cut", { rib: name }) : name}
        data-rib-strip={`${side}${rib.order}`}
        onPointerDown={(event) => event.button === 0 && go(event)}
        onPointerMove={(event) => event.buttons === 1 && go(event)}
        onKeyDown={press}
      >
        <canvas ref={canvas} width={columns} height={rows} />
        {rib.isCut && <i className="rib-cut" aria-hidden />}
        {place !== undefined && (
          <i
            className="rib-place"
            aria-hidden
            data-testid="rib-place"
            style={{ left: `${across(place.column)}%`, top: `${((place.row + 0.5) / rows) * 100}%` }}
          />
        )}
      </div>
    </div>
  );
}

/** All strips at one scale, as large as the panel's width allows, and its height where all ribs fit without scrolling. */
function widthOf(columns: number, rows: number, widest: number): string {
  return `min((100% - var(--rib-name)) * ${columns / widest}, var(--rib-height) * ${columns / rows})`;
}

function nameOf({ side, number, order }: LaidOutRib, isLikely: boolean, text: ReturnType<typeof useText>): string {
  if (number === null) return text(side === "R" ? "ribs.rightUnnumbered" : "ribs.leftUnnumbered", { order });
  if (isLikely) return text(side === "R" ? "ribs.rightToCheck" : "ribs.leftToCheck", { number });
  return text(side === "R" ? "ribs.right" : "ribs.left", { number });
}

function draw(canvas: HTMLCanvasElement, { values, columns, rows, side }: LaidOutRib): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(columns, rows);
  const low = WINDOW.center - WINDOW.width / 2;
  for (let at = 0; at < values.length; at++) {
    const column = at % columns;
    const to = (at - column + (side === "R" ? columns - 1 - column : column)) * 4;
    const grey = (((values[at] as number) - low) / WINDOW.width) * 255;
    image.data[to] = grey;
    image.data[to + 1] = grey;
    image.data[to + 2] = grey;
    image.data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
