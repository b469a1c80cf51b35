import { Shrink } from "lucide-react";
import { useEffect } from "react";
import { HangingBar, SeriesPanel, SidePanel, Toaster, Toolbar, ViewportMenu } from "../panels/index.ts";
import {
  resizeSidePanel,
  SIDE_PANEL_MAX_PX,
  SIDE_PANEL_MIN_PX,
  setReading,
  showSideTab,
  useScreenStore,
  useStudyStore,
  useText,
} from "../stores/index.ts";
import { IconButton, Splitter } from "../ui/index.ts";
import { Images } from "./Images.tsx";
import { MissingStudy } from "./MissingStudy.tsx";
import { Ribs } from "./Ribs.tsx";
import type { Route } from "./routes.ts";
import { StudyBar } from "./StudyBar.tsx";
import { useOpenStudy } from "./use-open-study.ts";
import { useReading } from "./use-reading.ts";

/** The study screen: series at the left, images in the middle, findings, AI and report at the right. */
export function StudyScreen({ route }: { readonly route: Extract<Route, { kind: "study" }> }) {
  const text = useText();
  const isReading = useReading();
  const screen = useScreenStore();
  const { sidePanelWidthPx } = screen;
  // A further window has the images alone; the side panel belongs to the first.
  const isFirst = route.screen === undefined;
  const isMissing = useStudyStore(
    ({ detail, loadState }) => detail === undefined && loadState.kind === "failed" && loadState.error.code === "not-found",
  );
  const seriesPanelOpen = screen.seriesPanelOpen && !isReading && !isMissing;
  const sidePanelOpen = screen.sidePanelOpen && !isReading && isFirst && !isMissing;
  const moved = useOpenStudy(route.studyInstanceUid, route.screen ?? 1);
  useEffect(() => {
    if (route.tab !== undefined) showSideTab(route.tab);
  }, [route.tab]);
  return (
    <div
      className="screen"
      data-testid="study-screen"
      data-screen={route.screen ?? 1}
      data-reading={isReading}
      data-study-uid={route.studyInstanceUid}
    >
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
          {!isReading && <HangingBar />}
          <MissingStudy>
            <Images onMoved={moved} />
            <Ribs studyInstanceUid={route.studyInstanceUid} />
          </MissingStudy>
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
