import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import type { Measuring } from "../measurement/measuring.ts";
import { planeSpacingMm } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { DrawingGuide } from "./DrawingGuide.tsx";
import { HistogramPopover } from "./HistogramPopover.tsx";
import { SpineControl } from "./SpineControl.tsx";
import { TextEntry } from "./TextEntry.tsx";

interface MeasureControlsProps {
  readonly facts: PlaneFacts | undefined;
  readonly detail: SeriesDetail;
  readonly cell: Cell;
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly measuring: Measuring;
}

/** What is asked and shown beside measurements: words, the next vertebra, a histogram. */
export function MeasureControls({ facts, detail, cell, findings, selectedFindingId, measuring }: MeasureControlsProps) {
  if (facts === undefined) return null;
  const sliceSpacingMm = planeSpacingMm(detail, facts.slice);
  return (
    <>
      <TextEntry measuring={measuring} facts={facts} />
      <SpineControl cellId={cell.id} findings={findings} selectedFindingId={selectedFindingId} measuring={measuring} />
      <DrawingGuide cellId={cell.id} drawing={measuring.drawing} />
      <HistogramPopover
        facts={facts}
        findings={findings}
        selectedFindingId={selectedFindingId}
        measuring={measuring}
        sliceSpacingMm={sliceSpacingMm}
      />
    </>
  );
}
