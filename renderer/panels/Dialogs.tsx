import { type ComponentType, useEffect, useState } from "react";
import { closeDialog, type DialogName, firstPicture, tell, useScreenStore, useText } from "../stores/index.ts";
import { LoadingState } from "../ui/index.ts";
import { CommandPalette } from "./palette/CommandPalette.tsx";
import "./dialogs.css";

/** Each is a file of its own: no screen waits for what is not open. */
const files: Readonly<Record<Exclude<DialogName, "palette">, () => Promise<ComponentType>>> = {
  archive: () => import("./archive/ArchiveDialog.tsx").then((file) => file.ArchiveDialog),
  export: () => import("./export/ExportDialog.tsx").then((file) => file.ExportDialog),
  hanging: () => import("./hanging/HangingDialog.tsx").then((file) => file.HangingDialog),
  help: () => import("./help/HelpDialog.tsx").then((file) => file.HelpDialog),
  import: () => import("./import/ImportDialog.tsx").then((file) => file.ImportDialog),
  keys: () => import("./settings/KeymapDialog.tsx").then((file) => file.KeymapDialog),
  labels: () => import("./labels/LabelsDialog.tsx").then((file) => file.LabelsDialog),
  models: () => import("./models/ModelsDialog.tsx").then((file) => file.ModelsDialog),
  outbox: () => import("./outbox/OutboxDialog.tsx").then((file) => file.OutboxDialog),
  "screen-size": () => import("./settings/ScreenSizeDialog.tsx").then((file) => file.ScreenSizeDialog),
  settings: () => import("./settings/SettingsDialog.tsx").then((file) => file.SettingsDialog),
  "window-presets": () => import("./settings/WindowPresetsDialog.tsx").then((file) => file.WindowPresetsDialog),
};

type Fetched = Readonly<Partial<Record<DialogName, ComponentType>>>;

/** What is typed after its key is meant for it: it is there at once. */
const atOnce: Fetched = { palette: CommandPalette };

/** The dialog that is open. Once pictures are there the files of all come too, while nothing else waits: then one opens at once. */
export function Dialogs({ isStudyFirst }: { readonly isStudyFirst: boolean }) {
  const text = useText();
  const name = useScreenStore((state) => state.dialog);
  const [fetched, setFetched] = useState<Fetched>(atOnce);
  useFetchedLater(isStudyFirst);
  const Shown = name && fetched[name];
  useEffect(() => {
    if (name === undefined || name === "palette" || Shown !== undefined) return;
    let isWished = true;
    files[name]().then(
      (Come) => setFetched((before) => ({ ...before, [name]: Come })),
      () => {
        if (!isWished) return;
        closeDialog();
        tell("app.notFetched", {}, "bad");
      },
    );
    return () => {
      isWished = false;
    };
  }, [name, Shown]);
  if (name === undefined) return null;
  if (Shown !== undefined) return <Shown />;
  return (
    <div className="dialog-coming">
      <LoadingState label={text("common.loading")} />
    </div>
  );
}

function useFetchedLater(isStudyFirst: boolean): void {
  useEffect(() => {
    let isHere = true;
    const fetchAll = async () => {
      if (isStudyFirst) await firstPicture();
      for (const file of Object.values(files)) {
        await idle();
        if (!isHere) return;
        // It is asked for again, and said, when it is opened.
        await file().catch(() => undefined);
      }
    };
    void fetchAll();
    return () => {
      isHere = false;
    };
  }, [isStudyFirst]);
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "undefined") setTimeout(resolve, 200);
    else requestIdleCallback(() => resolve());
  });
}
