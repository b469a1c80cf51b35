import { type PointerEvent, useCallback, useRef, useState } from "react";
import { useDocumentText } from "../context.ts";
import { useDrawing } from "../use-drawing.ts";
import { paintSheet, type Sheet } from "./ecg-painter.ts";

/** Two corners on the paper, millimetres from its upper left. */
interface Caliper {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** The paper with its traces; a drag across it measures time and voltage. */
export function EcgPaper({ sheet, isVoltage }: { readonly sheet: Sheet; readonly isVoltage: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [caliper, setCaliper] = useState<Caliper | undefined>();
  const { layout, pxPerMm } = sheet;
  const [width, height] = [layout.widthMm * pxPerMm, layout.heightMm * pxPerMm];
  const draw = useCallback(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (element === null || !context) return undefined;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 16_000 / Math.max(width, height));
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintSheet(context, sheet);
    return undefined;
  }, [sheet, width, height]);
  useDrawing(canvas, draw);
  const place = (event: PointerEvent<HTMLElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [(event.clientX - box.left) / pxPerMm, (event.clientY - box.top) / pxPerMm];
  };
  return (
    <div
      className="ecg-paper"
      style={{ width, height }}
      data-testid="ecg-paper"
      data-px-per-mm={pxPerMm}
      data-mm-per-second={sheet.mmPerSecond}
      data-mm-per-millivolt={sheet.mmPerMillivolt}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = place(event);
        setCaliper({ from: at, to: at });
      }}
      onPointerMove={(event) => {
        if (caliper !== undefined && event.currentTarget.hasPointerCapture(event.pointerId))
          setCaliper({ ...caliper, to: place(event) });
      }}
      onPointerUp={() => {
        if (caliper !== undefined && Math.hypot(caliper.to[0] - caliper.from[0], caliper.to[1] - caliper.from[1]) < 0.5)
          setCaliper(undefined);
      }}
    >
      <canvas ref={canvas} />
      {caliper !== undefined && <CaliperMark caliper={caliper} sheet={sheet} isVoltage={isVoltage} />}
    </div>
  );
}

function CaliperMark({
  caliper,
  sheet,
  isVoltage,
}: {
  readonly caliper: Caliper;
  readonly sheet: Sheet;
  readonly isVoltage: boolean;
}) {
  const text = useDocumentText();
  const { pxPerMm, mmPerSecond, mmPerMillivolt, layout } = sheet;
  const [left, right] = [caliper.from[0], caliper.to[0]].sort((a, b) => a - b).map((mm) => mm * pxPerMm) as [number, number];
  const [upper, lower] = [caliper.from[1], caliper.to[1]].sort((a, b) => a - b).map((mm) => mm * pxPerMm) as [number, number];
  const seconds = Math.abs(caliper.to[0] - caliper.from[0]) / mmPerSecond;
  const millivolts = (caliper.from[1] - caliper.to[1]) / mmPerMillivolt;
  const parts = [
    text("milliseconds", { value: Math.round(seconds * 1000) }),
    seconds > 0.15 ? text("perMinute", { value: Math.round(60 / seconds) }) : "",
    isVoltage ? text("millivolts", { value: millivolts.toFixed(2) }) : "",
  ].filter((part) => part !== "");
  const height = layout.heightMm * pxPerMm;
  return (
    <>
      <svg className="ecg-caliper" aria-hidden="true">
        <rect x={left} y={0} width={Math.max(0.5, right - left)} height={height} />
        <path d={`M${left} 0V${height}M${right} 0V${height}M${left} ${upper}H${right}M${left} ${lower}H${right}`} />
      </svg>
      <output className="ecg-reading" style={{ left: right + 6, top: Math.max(2, upper - 24) }} data-testid="ecg-caliper">
        {parts.join(" · ")}
      </output>
    </>
  );
}
