import { Shrink } from "lucide-react";
import { useEffect, useRef } from "react";
import { SeriesPanel, SidePanel, Toaster, Toolbar, ViewportMenu } from "../panels/index.ts";
import {
  clearAll,
  firstSeries,
  openSeries,
  openStudyStores,
  resizeSidePanel,
  SIDE_PANEL_MAX_PX,
  SIDE_PANEL_MIN_PX,
  setReading,
  showSideTab,
  useScreenStore,
  useStudyStore,
  useText,
  useViewportStore,
} from "../stores/index.ts";
import { IconButton, Splitter } from "../ui/index.ts";
import { Images } from "./Images.tsx";
import type { Route } from "./routes.ts";
import { StudyBar } from "./StudyBar.tsx";
import { useReading } from "./use-reading.ts";

/** The study screen: series at the left, images in the middle, findings, AI and report at the right. */
export function StudyScreen({ route }: { readonly route: Extract<Route, { kind: "study" }> }) {
  const text = useText();
  const isReading = useReading();
  const screen = useScreenStore();
  const { sidePanelWidthPx } = screen;
  const seriesPanelOpen = screen.seriesPanelOpen && !isReading;
  const sidePanelOpen = screen.sidePanelOpen && !isReading;
  useOpenStudy(route.studyInstanceUid);
  useEffect(() => {
    if (route.tab !== undefined) showSideTab(route.tab);
  }, [route.tab]);
  return (
    <div className="screen" data-testid="study-screen" data-reading={isReading} data-study-uid={route.studyInstanceUid}>
      {!isReading && (
        <StudyBar toasts={!sidePanelOpen && !seriesPanelOpen}>
          <Toolbar />
        </StudyBar>
      )}
      <p className="visually-hidden" role="status">
        {isReading && text("study.reading")}
      </p>
      <div className="study">
        {seriesPanelOpen && (
          <div className="study-series">
            <SeriesPanel />
            {!sidePanelOpen && <Toaster form="inline" />}
          </div>
        )}
        <main className="study-images" aria-label={text("study.images")}>
          <Images />
          {isReading && (
            <div className="reading-leave">
              <IconButton
                label={text("study.leaveReading")}
                icon={Shrink}
                onPress={() => setReading(false)}
                testId="leave-reading"
              />
            </div>
          )}
          <ViewportMenu />
        </main>
        {sidePanelOpen && (
          <aside
            className="study-side"
            style={{ width: sidePanelWidthPx }}
            aria-label={text("side.title")}
            data-testid="side-panel"
          >
            <Splitter
              label={text("study.resize")}
              widthPx={sidePanelWidthPx}
              minPx={SIDE_PANEL_MIN_PX}
              maxPx={SIDE_PANEL_MAX_PX}
              onResize={resizeSidePanel}
            />
            <SidePanel />
            <Toaster form="inline" />
          </aside>
        )}
      </div>
    </div>
  );
}

/** Asks for everything of a study when it is opened, and puts its largest series into the first cell. */
function useOpenStudy(studyInstanceUid: string): void {
  const detail = useStudyStore((state) => state.detail);
  const opened = useRef<string>(undefined);
  useEffect(() => {
    const { cells } = useViewportStore.getState();
    const isOther = useStudyStore.getState().studyInstanceUid !== studyInstanceUid;
    if (isOther || cells.every(({ content }) => content.kind === "empty")) {
      clearAll();
      opened.current = undefined;
    } else opened.current = studyInstanceUid;
    void openStudyStores(studyInstanceUid);
  }, [studyInstanceUid]);
  useEffect(() => {
    if (detail?.study.studyInstanceUid !== studyInstanceUid || opened.current === studyInstanceUid) return;
    opened.current = studyInstanceUid;
    const first = firstSeries(detail);
    if (first !== undefined) openSeries(first.seriesInstanceUid, "cell-0");
  }, [detail, studyInstanceUid]);
}
