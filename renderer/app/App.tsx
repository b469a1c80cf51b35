import { useEffect } from "react";
import { findShell } from "../api/index.ts";
import {
  ArchiveDialog,
  CommandPalette,
  DropZone,
  ExportDialog,
  HangingDialog,
  ImportDialog,
  KeymapDialog,
  ModelsDialog,
  OutboxDialog,
  ScreenSizeDialog,
  SettingsDialog,
  WindowPresetsDialog,
} from "../panels/index.ts";
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
import { FailureBoundary } from "./Failure.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
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
    // A browser asks before it closes; Electron would only refuse to.
    const ask = (event: BeforeUnloadEvent) => findShell() === undefined && isTypedInVain() && event.preventDefault();
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
      <Dialogs />
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

function Dialogs() {
  const dialog = useScreenStore((state) => state.dialog);
  switch (dialog) {
    case undefined:
      return null;
    case "import":
      return <ImportDialog />;
    case "outbox":
      return <OutboxDialog />;
    case "models":
      return <ModelsDialog />;
    case "archive":
      return <ArchiveDialog />;
    case "export":
      return <ExportDialog />;
    case "hanging":
      return <HangingDialog />;
    case "window-presets":
      return <WindowPresetsDialog />;
    case "screen-size":
      return <ScreenSizeDialog />;
    case "settings":
      return <SettingsDialog />;
    case "help":
      return <HelpDialog />;
    case "palette":
      return <CommandPalette />;
    case "keys":
      return <KeymapDialog />;
  }
}
