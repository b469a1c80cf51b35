import { GripHorizontal } from "lucide-react";
import type { DragEvent } from "react";
import { CELL_DRAG_TYPE } from "../stores/index.ts";
import { useViewportText } from "./text.ts";

/** What a cell is dragged by: dropped on another one the two change places. Seen while the pointer is over the cell. */
export function CellGrip({ cellId }: { readonly cellId: string }) {
  const text = useViewportText();
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(CELL_DRAG_TYPE, cellId);
    event.dataTransfer.effectAllowed = "move";
    const cell = event.currentTarget.closest(".viewport-cell");
    if (cell !== null) event.dataTransfer.setDragImage(cell, 24, 12);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only dragged; keys move a viewport by the actions cell-forward and cell-back
    <span className="cell-grip" data-control="grip" data-testid="cell-grip" draggable title={text("grip")} onDragStart={drag}>
      <GripHorizontal size={14} strokeWidth={1.75} aria-hidden />
    </span>
  );
}
