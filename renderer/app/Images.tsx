import { type DragEvent, lazy, Suspense } from "react";
import {
  canDrop,
  dropOn,
  type Lesion,
  showSideTab,
  useFindingsStore,
  useLesions,
  useShownFindings,
  useText,
  useViewportStore,
} from "../stores/index.ts";
import { LoadingState } from "../ui/index.ts";

/** The engine of the images is large: the worklist does not wait for it. */
const ViewportGrid = lazy(() => import("../viewport/index.ts").then((viewport) => ({ default: viewport.ViewportGrid })));

/** The viewports, fed with findings; what is measured is filed and chosen, what is dropped opens where it falls. */
export function Images({ onMoved }: { readonly onMoved?: (() => void) | undefined }) {
  const text = useText();
  const { selectedFindingId, select, create } = useFindingsStore();
  const findings = useShownFindings();
  const lesions = useLesions();
  const over = (event: DragEvent) => {
    if (!canDrop(event.dataTransfer.types)) return;
    event.preventDefault();
    mark(event.currentTarget, cellAt(event));
  };
  const drop = (event: DragEvent) => {
    mark(event.currentTarget, null);
    const cellId = cellAt(event)?.getAttribute("data-cell-id") ?? useViewportStore.getState().activeCellId;
    if (!event.isDefaultPrevented() && dropOn(cellId, (type) => event.dataTransfer.getData(type))) event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; keys open series from the series panel
    <div
      className="images"
      onDragOver={over}
      onDragLeave={(event) =>
        !event.currentTarget.contains(event.relatedTarget as Node | null) && mark(event.currentTarget, null)
      }
      onDrop={drop}
    >
      <Suspense fallback={<LoadingState label={text("study.preparing")} />}>
        <ViewportGrid
          findings={findings}
          lesions={lesions}
          selectedFindingId={selectedFindingId}
          onMoved={onMoved}
          onSelectFinding={(shownId) => {
            // A mark on a prior is chosen as the lesion that it is now.
            const isEarlier = (lesion: Lesion) => lesion.earlier.some(({ finding }) => finding.id === shownId);
            const id = lesions.find(isEarlier)?.finding.id ?? shownId;
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

function cellAt({ target }: DragEvent): Element | null {
  return (target as Element).closest("[data-cell-id]");
}

/** Shows where a drag would fall. Drags come many a second: the mark is put without drawing the screen anew. */
function mark(root: Element, cell: Element | null): void {
  for (const marked of root.querySelectorAll("[data-drop]")) if (marked !== cell) marked.removeAttribute("data-drop");
  if (cell?.hasAttribute("data-drop") === false) cell.setAttribute("data-drop", "true");
}
