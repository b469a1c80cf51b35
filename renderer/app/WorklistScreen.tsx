import { useEffect, useRef } from "react";
import { type StudyTableHandle, Toaster, WorklistPanel, WorklistSearch } from "../panels/index.ts";
import { goTo, studyHash, useText } from "../stores/index.ts";
import { Brand } from "./Brand.tsx";
import { PaletteHint } from "./PaletteHint.tsx";
import { StatusActions } from "./StatusActions.tsx";

/** The start screen: find a study, open it. */
export function WorklistScreen() {
  const text = useText();
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<StudyTableHandle>(null);
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]") !== null) return;
      if (event.key !== "f" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    };
    window.addEventListener("keydown", find);
    return () => window.removeEventListener("keydown", find);
  }, []);
  return (
    <div className="screen" data-testid="worklist-screen">
      <header className="bar">
        <Brand />
        <WorklistSearch inputRef={search} onDown={() => table.current?.focus()} />
        <StatusActions form="full" />
      </header>
      <WorklistPanel
        table={table}
        onOpen={({ studyInstanceUid }) => goTo(studyHash(studyInstanceUid))}
        onOpenReport={({ studyInstanceUid }) => goTo(studyHash(studyInstanceUid, "report"))}
      />
      <footer className="not-a-device">
        <span>{text("app.notADevice")}</span>
        <PaletteHint />
      </footer>
      <Toaster form="corner" />
    </div>
  );
}
