import { useMemo, useRef } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { vertebraCode } from "../../../src/findings/index.ts";
import { useFindingsStore } from "../../stores/index.ts";
import type { ViewportGridProps } from "../ViewportGrid.tsx";
import { Drawing } from "./drawing.ts";
import { Editing } from "./editing.ts";
import type { Measuring } from "./measuring.ts";

type Filed = Pick<ViewportGridProps, "findings" | "selectedFindingId" | "onSelectFinding" | "onMeasured">;

/** What is drawn and changed in one viewport, for as long as it shows images of one series. */
export function useMeasuring(detail: SeriesDetail, filed: Filed): Measuring {
  const latest = useRef({ ...filed, detail });
  latest.current = { ...filed, detail };
  const { seriesInstanceUid, frameOfReferenceUid } = detail;
  return useMemo(
    () => ({
      drawing: new Drawing(),
      editing: new Editing((id, { geometry, segment, reference, measurements, caveats }, name) =>
        useFindingsStore.getState().edit(id, { geometry, ...(segment && { segment }), reference, measurements, caveats }, name),
      ),
      get detail() {
        return latest.current.detail;
      },
      space: { seriesInstanceUid, frameOfReferenceUid },
      findings: () => latest.current.findings,
      selectedFindingId: () => latest.current.selectedFindingId,
      select: (id) => latest.current.onSelectFinding(id),
      file: (measured) => latest.current.onMeasured(measured),
      reword: (id, comment) => void useFindingsStore.getState().edit(id, { comment }),
      relabel(labels) {
        const { edit } = useFindingsStore.getState();
        for (const { findingId, name } of labels) void edit(findingId, { site: vertebraCode(name) });
      },
      remove: (id) => void useFindingsStore.getState().remove(id),
    }),
    [seriesInstanceUid, frameOfReferenceUid],
  );
}
