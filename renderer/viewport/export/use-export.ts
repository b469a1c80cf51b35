import { useEffect, useRef } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { endExport, offerExport, useExportStore } from "../../stores/index.ts";
import { changeCine } from "../../stores/viewport/movement.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";

interface ExportParts {
  readonly scene: PlaneScene;
  readonly cell: Cell;
  readonly detail: SeriesDetail;
  readonly element: HTMLElement;
}

/** Carries out what is to leave the program of this viewport, once for each wish. */
export function useExport(parts: ExportParts): void {
  const wish = useExportStore((state) => state.wish);
  const done = useRef(wish?.sequence ?? 0);
  const held = useRef(parts);
  held.current = parts;
  const { scene } = parts;
  const closing = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    closing.current = controller;
    // What goes through the images of this scene would wait for ones that it no longer draws.
    return () => void (scene && controller.abort());
  }, [scene]);
  const cellId = parts.cell.id;
  useEffect(() => offerExport(cellId), [cellId]);
  useEffect(() => {
    if (wish === undefined || wish.sequence === done.current) return;
    done.current = wish.sequence;
    const { scene, cell, detail, element } = held.current;
    if (wish.cellId !== cell.id) return;
    // A run of its own goes through the images: cine would go another way.
    if (cell.cine.playing && (wish.wish.what === "film" || wish.wish.what === "series")) changeCine({ playing: false }, cell.id);
    // What writes films and archives is large, and seldom needed.
    void import("./export-from.ts")
      .then(({ exportFrom }) =>
        exportFrom({ scene, element, detail, cine: cell.cine, closed: closing.current.signal }, wish.wish),
      )
      .then(endExport)
      .catch(() => endExport({ kind: "failed", code: "not-written" }));
  }, [wish]);
}
