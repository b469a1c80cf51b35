import { useEffect } from "react";
import { Dialogs, DropZone } from "../panels/index.ts";
import {
  closeDialog,
  flushDraft,
  followHost,
  goTo,
  isTypedInVain,
  loadEverything,
  studyHash,
  takeArrived,
  useImportStore,
  useScreenStore,
} from "../stores/index.ts";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { DialogBoundary, FailureBoundary } from "./Failure.tsx";
import { parseRoute, type Route, useHash } from "./routes.ts";
import { StudyScreen } from "./StudyScreen.tsx";
import { useDeviceKnown } from "./use-device.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { WorklistScreen } from "./WorklistScreen.tsx";
import "./app.css";

/** The workstation: one of two screens, and what lies over both. */
export function App() {
  const route = parseRoute(useHash());
  useArrived(route);
  useDeviceKnown();
  useShortcuts();
  useEffect(() => {
    void loadEverything(parseRoute(location.hash).kind === "study");
    const stream = followHost();
    const leave = () => void flushDraft(true);
    // A browser then asks before it closes, and so does Electron's own side.
    const ask = (event: BeforeUnloadEvent) => isTypedInVain() && event.preventDefault();
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("beforeunload", ask);
      void stream.dispose();
    };
  }, []);
  return (
    <DropZone>
      <ConnectionBanner />
      <FailureBoundary key={route.kind}>
        {route.kind === "worklist" ? <WorklistScreen /> : <StudyScreen route={route} />}
      </FailureBoundary>
      <DialogBoundary>
        <Dialogs isStudyFirst={route.kind === "study"} />
      </DialogBoundary>
    </DropZone>
  );
}

/** What begins to arrive for this window comes on screen at once, unless another study is being read. */
function useArrived(route: Route): void {
  const arrived = useImportStore((state) => state.arrived);
  useEffect(() => {
    if (arrived === undefined) return;
    takeArrived();
    if (route.kind !== "worklist") return;
    // The import goes on behind; its chip in the bar opens it again.
    if (useScreenStore.getState().dialog === "import") closeDialog();
    goTo(studyHash(arrived));
  }, [arrived, route.kind]);
}
