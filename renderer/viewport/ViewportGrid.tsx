import { type CSSProperties, useEffect, useState } from "react";
import type { Finding } from "../../src/findings/index.ts";
import type { Lesion } from "../stores/index.ts";
import { useHangingStore, useStudyStore } from "../stores/index.ts";
import { useViewportStore } from "../stores/viewport/viewport-store.ts";
import { placesOf } from "./cell-places.ts";
import type { Measured } from "./measurement/measured.ts";
import { tellCrosshair } from "./ribs/tell-crosshair.ts";
import { createEngine, type Engine } from "./scene/engine.ts";
import { bridgeHub } from "./scene/hub-bridge.ts";
import { keptPlace } from "./scene/places.ts";
import { useScreenForm } from "./use-screen-form.ts";
import { useWindowLink } from "./use-window-link.ts";
import { ViewportCell } from "./ViewportCell.tsx";
import "./viewport.css";

export interface ViewportGridProps {
  /** Drawn over every viewport that they intersect. */
  readonly findings: readonly Finding[];
  /** Those that are followed from study to study: marked with one number and colour in all of them. */
  readonly lesions: readonly Lesion[];
  readonly selectedFindingId: string | undefined;
  readonly onSelectFinding: (id: string | undefined) => void;
  /** A person finished a length, angle, ellipse, rectangle or probe: store it, and it comes back among the findings. */
  readonly onMeasured: (measured: Measured) => void;
  /** A reader may have scrolled, zoomed or dragged a picture. */
  readonly onMoved?: (() => void) | undefined;
}

/** The layout of viewports, reconciled towards the viewport store. */
export function ViewportGrid(props: ViewportGridProps) {
  const { rows, columns, shape, meantFor, cells, activeCellId, maximisedCellId } = useViewportStore();
  const [engine] = useState(createEngine);
  useWindowLink(engine.hub);
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
  usePlaces(engine, props.onMoved);
  useEffect(() => tellCrosshair(engine.hub), [engine]);
  const studyInstanceUid = useStudyStore((state) => state.studyInstanceUid);
  useEffect(() => {
    return studyInstanceUid === undefined ? undefined : bridgeHub(engine.hub, studyInstanceUid);
  }, [engine, studyInstanceUid]);
  const form = useScreenForm();
  const maximised = cells.find(({ id }) => id === maximisedCellId);
  const shown = maximised === undefined ? cells : [maximised];
  // Images that lie against each other, chest wall to chest wall, stay side by side whatever the screen.
  const isTransposed = form !== meantFor && cells.every(({ align }) => align === undefined);
  const layout = maximised === undefined ? { shape, rows, columns } : ({ shape: "grid", rows: 1, columns: 1 } as const);
  const places = placesOf(layout, shown.length, isTransposed);
  const style = { "--rows": places.rows, "--columns": places.columns } as CSSProperties;
  return (
    <div className="viewport-grid" style={style} data-rows={places.rows} data-columns={places.columns} data-shape={layout.shape}>
      {shown.map((cell, at) => (
        <ViewportCell
          key={cell.id}
          place={places.cells[at]}
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

/** Lets the stores ask where the reader is, and tells when that may have changed. */
function usePlaces(engine: Engine, onMoved: ViewportGridProps["onMoved"]): void {
  useEffect(() => {
    const readPlace = (cellId: string) => {
      const cell = useViewportStore.getState().cells.find(({ id }) => id === cellId);
      const place = cell === undefined ? undefined : engine.places.of(cell);
      return place === undefined ? undefined : keptPlace(place);
    };
    useHangingStore.setState({ readPlace, readElsewhere: () => engine.hub.shownElsewhere() });
    const stop = onMoved === undefined ? undefined : engine.places.subscribe(onMoved);
    return () => {
      stop?.();
      if (useHangingStore.getState().readPlace === readPlace) useHangingStore.setState({ readPlace: undefined });
    };
  }, [engine, onMoved]);
}
