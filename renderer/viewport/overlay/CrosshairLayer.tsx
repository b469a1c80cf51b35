import type { ReactNode } from "react";
import { patientMmToPixel } from "../../../src/geometry/index.ts";
import { type Cell, type PlaneName, useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { linear, type Point2, transform } from "../plane/affine.ts";
import { letsGrab } from "../scene/crosshair-hand.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";

/** Which planes are seen edge-on: as a line across the screen, and down it. */
const crossing: Readonly<Record<PlaneName, { readonly across: PlaneName; readonly down: PlaneName }>> = {
  AXIAL: { across: "CORONAL", down: "SAGITTAL" },
  SAGITTAL: { across: "AXIAL", down: "CORONAL" },
  CORONAL: { across: "AXIAL", down: "SAGITTAL" },
};

const GAP = 14;

interface CrosshairLayerProps {
  readonly facts: PlaneFacts;
  /** Undefined: no plane through a volume, so that none cuts it. */
  readonly plane: PlaneName | undefined;
  /** Of the corner texts: the lines go with them. */
  readonly level: 0 | 1 | 2;
  readonly seriesInstanceUid: string;
}

/**
 * Lines where the other two planes cut this one, in their colours, open around the point itself; beside them the faces of their slabs. Each
 * can be grabbed: a wide unseen line lies under it (`data-grab`).
 */
export function CrosshairLayer({ facts, plane, level, seriesInstanceUid }: CrosshairLayerProps) {
  const { cells, showsCrosshair, tool } = useViewportStore();
  const { slice, crosshair, viewFromPixel, size } = facts;
  if (plane === undefined || level === 0 || !showsCrosshair) return null;
  if (slice?.plane === undefined || crosshair === undefined) return null;
  const [column, row] = patientMmToPixel(slice.plane, crosshair);
  const centre = transform(viewFromPixel, [column, row]);
  const reach = size.width + size.height;
  const { across, down } = crossing[plane];
  const [betweenRows, betweenColumns] = slice.plane.pixelSpacing;
  const lines = [
    { grip: "across", name: across, along: directionOf(facts, [1, 0]), perMm: [0, 1 / betweenRows] as Point2 },
    { grip: "down", name: down, along: directionOf(facts, [0, 1]), perMm: [1 / betweenColumns, 0] as Point2 },
  ] as const;
  return (
    <g className="crosshair" data-grabs={letsGrab(tool)}>
      {lines.map(({ grip, name, along, perMm }) => {
        const cell = cells.find(({ content }) => isPlaneOf(content, name, seriesInstanceUid));
        const thicknessMm = cell?.slab?.thicknessMm ?? 0;
        const path = openLine(along, reach);
        return (
          <g key={grip} data-plane={name} data-turned={Math.abs(along[0]) < Math.abs(along[1])}>
            <Moved by={centre}>
              <path className="crosshair-line" d={path} />
              <path className="crosshair-reach" data-grab={grip} d={path} />
            </Moved>
            {thicknessMm > 0 &&
              [0.5, -0.5].map((side) => {
                const by = thicknessMm * side;
                const from = transform(viewFromPixel, [column + perMm[0] * by, row + perMm[1] * by]);
                const face = `M${ends(along, -reach)}L${ends(along, reach)}`;
                return (
                  <Moved key={side} by={from}>
                    <path className="crosshair-face" d={face} />
                    <path className="crosshair-reach" data-grab={`slab-${grip}`} data-slab-cell={cell?.id} d={face} />
                  </Moved>
                );
              })}
          </g>
        );
      })}
      <Moved by={centre}>
        <circle className="crosshair-centre" data-grab="centre" r={GAP - 4} />
      </Moved>
    </g>
  );
}

/**
 * A part of the crosshair where it lies now. What is drawn in it stays as it is while it moves, on a layer of its own: the browser then only
 * places it anew. A path with other points in every frame is drawn in every frame, by the processor where there is no graphics card.
 */
function Moved({ by: [x, y], children }: { readonly by: Point2; readonly children: ReactNode }) {
  return (
    <g className="crosshair-part" style={{ transform: `translate(${x}px, ${y}px)` }}>
      {children}
    </g>
  );
}

function isPlaneOf(content: Cell["content"], plane: PlaneName, seriesInstanceUid: string): boolean {
  return content.kind === "mpr" && content.plane === plane && content.seriesInstanceUid === seriesInstanceUid;
}

function directionOf({ viewFromPixel }: PlaneFacts, axis: Point2): Point2 {
  const [x, y] = transform(linear(viewFromPixel), axis);
  const length = Math.hypot(x, y) || 1;
  return [x / length, y / length];
}

function ends([dx, dy]: Point2, by: number): string {
  return `${dx * by},${dy * by}`;
}

/** About its own origin. */
function openLine(along: Point2, reach: number): string {
  return [1, -1].map((way) => `M${ends(along, GAP * way)}L${ends(along, reach * way)}`).join("");
}
