import { Layers } from "lucide-react";
import { drawnOn, toggleLayer, useDrawnStore, useText, useViewportStore } from "../../stores/index.ts";
import { Menu, MenuItem } from "../../ui/index.ts";
import { useActiveDetail } from "./use-availability.ts";

/** What the images carry over their pixels: overlay planes and shutters, each shown or not, and what is drawn of other objects. */
export function LayersMenu({ reason }: { readonly reason: string | undefined }) {
  const text = useText();
  const detail = useActiveDetail();
  const cell = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId));
  const planes = (detail?.frames ?? []).flatMap(({ overlays = [] }) => overlays);
  const names = [...new Set(planes.map(({ label, description }) => label || description).filter(Boolean))];
  const objects = useDrawnStore((state) => state.objects);
  const drawn = drawnOn(objects, detail);
  const hasShutter = detail?.frames.some(({ shutter }) => shutter !== undefined) ?? false;
  return (
    <Menu label={text("toolbar.layers")} icon={Layers} disabledReason={reason} testId="layers-menu">
      {(close) => (
        <>
          {drawn.length > 0 && (
            <MenuItem
              checked={cell?.showsDrawn ?? true}
              detail={drawn
                .slice(0, 2)
                .map(({ name }) => name)
                .join(", ")}
              onPress={() => {
                toggleLayer("drawn");
                close();
              }}
              testId="layer-drawn"
            >
              {text("toolbar.layer.drawn")}
            </MenuItem>
          )}
          {planes.length > 0 && (
            <MenuItem
              checked={cell?.showsOverlays ?? true}
              detail={names.slice(0, 2).join(", ")}
              onPress={() => {
                toggleLayer("overlays");
                close();
              }}
              testId="layer-overlays"
            >
              {text("toolbar.layer.overlays")}
            </MenuItem>
          )}
          {hasShutter && (
            <MenuItem
              checked={cell?.showsShutter ?? true}
              onPress={() => {
                toggleLayer("shutter");
                close();
              }}
              testId="layer-shutter"
            >
              {text("toolbar.layer.shutter")}
            </MenuItem>
          )}
        </>
      )}
    </Menu>
  );
}
