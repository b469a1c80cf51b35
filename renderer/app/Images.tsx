import { type DragEvent, lazy, Suspense } from "react";
import { SERIES_DRAG_TYPE } from "../panels/index.ts";
import { openSeries, setActiveCell, showSideTab, useFindingsStore, useText } from "../stores/index.ts";
import { LoadingState } from "../ui/index.ts";

/** The engine of the images is large: the worklist does not wait for it. */
const ViewportGrid = lazy(() => import("../viewport/index.ts").then((viewport) => ({ default: viewport.ViewportGrid })));

/** The viewports, fed with findings; what is measured is filed and chosen, a dropped series opens where it falls. */
export function Images() {
  const text = useText();
  const { findings, selectedFindingId, select, create } = useFindingsStore();
  const drop = (event: DragEvent) => {
    const seriesInstanceUid = event.dataTransfer.getData(SERIES_DRAG_TYPE);
    if (seriesInstanceUid === "" || event.isDefaultPrevented()) return;
    event.preventDefault();
    const cellId = (event.target as Element).closest("[data-cell-id]")?.getAttribute("data-cell-id") ?? undefined;
    if (cellId !== undefined) setActiveCell(cellId);
    openSeries(seriesInstanceUid, cellId);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; keys open series from the series panel
    <div
      className="images"
      onDragOver={(event) => event.dataTransfer.types.includes(SERIES_DRAG_TYPE) && event.preventDefault()}
      onDrop={drop}
    >
      <Suspense fallback={<LoadingState label={text("study.preparing")} />}>
        <ViewportGrid
          findings={findings}
          selectedFindingId={selectedFindingId}
          onSelectFinding={(id) => {
            select(id);
            if (id !== undefined) showSideTab("findings");
          }}
          onMeasured={async (measured) => {
            const made = await create(measured);
            if (made !== undefined) select(made.id);
          }}
        />
      </Suspense>
    </div>
  );
}
