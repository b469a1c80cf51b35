import { type CSSProperties, useEffect, useState } from "react";
import type { Finding } from "../../src/findings/index.ts";
import { useViewportStore } from "../stores/viewport/viewport-store.ts";
import type { Measured } from "./measurement/measured.ts";
import { createEngine } from "./scene/engine.ts";
import { ViewportCell } from "./ViewportCell.tsx";
import "./viewport.css";

export interface ViewportGridProps {
  /** Drawn over every viewport that they intersect. */
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly onSelectFinding: (id: string | undefined) => void;
  /** A person finished a length, angle, ellipse, rectangle or probe: store it, and it comes back among the findings. */
  readonly onMeasured: (measured: Measured) => void;
}

/** The layout of viewports, reconciled towards the viewport store. */
export function ViewportGrid(props: ViewportGridProps) {
  const { rows, columns, cells, activeCellId, maximisedCellId } = useViewportStore();
  const [engine] = useState(createEngine);
  useEffect(() => {
    const stopFollowing = engine.follow();
    return () => {
      stopFollowing();
      engine.loader.dispose();
      engine.overlays.dispose();
      engine.drawn.dispose();
      engine.cache.dispose();
      engine.backends.dispose();
    };
  }, [engine]);
  const maximised = cells.find(({ id }) => id === maximisedCellId);
  const shown = maximised === undefined ? cells : [maximised];
  const style = {
    "--rows": maximised === undefined ? rows : 1,
    "--columns": maximised === undefined ? columns : 1,
  } as CSSProperties;
  return (
    <div className="viewport-grid" style={style}>
      {shown.map((cell) => (
        <ViewportCell
          key={cell.id}
          {...props}
          engine={engine}
          cell={cell}
          isActive={cell.id === activeCellId && cells.length > 1}
          position={cells.indexOf(cell) + 1}
          count={cells.length}
        />
      ))}
    </div>
  );
}
