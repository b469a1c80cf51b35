import { FolderInput } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { importDropped, importPath, openDialog, tell, tellFailure, useText } from "../../stores/index.ts";
import { readDrop } from "./dropped-files.ts";
import "./import.css";

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Takes files, folders and ZIPs that are dropped anywhere in the window. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const text = useText();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      setOver(false);
      void takeIn(event.dataTransfer);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragover", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragover", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return (
    <>
      {children}
      {over && (
        <div className="drop-zone" data-testid="drop-zone">
          <FolderInput size={36} strokeWidth={1.25} aria-hidden />
          <p>{text("import.dropHere")}</p>
        </div>
      )}
    </>
  );
}

async function takeIn(transfer: DataTransfer): Promise<void> {
  openDialog("import");
  try {
    const dropped = await readDrop(transfer);
    if (dropped.kind === "files" && dropped.files.length === 0) tell("import.nothingDropped");
    else if (dropped.kind === "files") await importDropped(dropped.files);
    else for (const path of dropped.paths) await importPath(path);
  } catch (error) {
    tellFailure(error);
  }
}
