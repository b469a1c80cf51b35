/** A frame of four lines, each by itself: one box around the view would lie over all of its picture (`style/layers.css`). */
export function FrameLines() {
  return (["top", "right", "bottom", "left"] as const).map((side) => (
    <span key={side} className="frame-line" data-side={side} aria-hidden="true" />
  ));
}
