import type { KeyboardEvent, PointerEvent } from "react";
import "./splitter.css";

/** A line to drag (or move with the arrow keys) that changes the width of the panel at its right. */
export function Splitter(props: {
  readonly label: string;
  readonly widthPx: number;
  readonly minPx: number;
  readonly maxPx: number;
  readonly onResize: (widthPx: number) => void;
}) {
  const { label, widthPx, minPx, maxPx, onResize } = props;
  const drag = (event: PointerEvent<HTMLHRElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onResize(window.innerWidth - event.clientX);
  };
  const keys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? 16 : event.key === "ArrowRight" ? -16 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(widthPx + by);
  };
  return (
    <hr
      className="splitter"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={widthPx}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={keys}
    />
  );
}
