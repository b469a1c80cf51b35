import type { Finding } from "../../src/findings/index.ts";
import type { Measured } from "./measurement/measured.ts";

export interface ViewportGridProps {
  /** Drawn over every viewport that they intersect. */
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly onSelectFinding: (id: string | undefined) => void;
  /** A person finished a length, angle, ellipse, rectangle or probe: store it, and it comes back among the findings. */
  readonly onMeasured: (measured: Measured) => void;
}

/** The layout of viewports, reconciled towards the viewport store. */
export function ViewportGrid(_props: ViewportGridProps) {
  return <div className="viewport-grid" />;
}
