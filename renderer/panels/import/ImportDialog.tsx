import { FolderInput, FolderOpen } from "lucide-react";
import { type FormEvent, useState } from "react";
import { findShell } from "../../api/index.ts";
import { byteSize, closeDialog, importPath, type Upload, useImportStore, useText } from "../../stores/index.ts";
import { Button, Dialog, EmptyState, ProgressBar, TextField } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { ImportJobCard } from "./ImportJobCard.tsx";
import { WatchedFolders } from "./WatchedFolders.tsx";
import "./import.css";

/** Bring studies in, and see what came in and what did not. */
export function ImportDialog() {
  const text = useText();
  const { jobs, uploads } = useImportStore();
  return (
    <Dialog
      title={text("import.title")}
      closeLabel={text("common.close")}
      form="side"
      onClose={closeDialog}
      news={<Toaster form="inline" />}
      testId="import-dialog"
    >
      <ImportForm />
      <WatchedFolders />
      <div className="import-jobs">
        {uploads.map((upload) => (
          <UploadCard key={upload.id} upload={upload} />
        ))}
        {jobs.map((job) => (
          <ImportJobCard key={job.id} job={job} />
        ))}
        {jobs.length === 0 && uploads.length === 0 && (
          <EmptyState icon={FolderInput} title={text("import.none")}>
            {text("import.noneHint")}
          </EmptyState>
        )}
      </div>
    </Dialog>
  );
}

function ImportForm() {
  const text = useText();
  const [path, setPath] = useState("");
  const [busy, setBusy] = useState(false);
  const shell = findShell();
  const start = async (chosen: string) => {
    if (chosen.trim() === "" || busy) return;
    setBusy(true);
    if (await importPath(chosen.trim())) setPath("");
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void start(path);
  };
  const pick = async () => {
    const chosen = await shell?.pickFolder();
    if (chosen) await start(chosen);
  };
  return (
    <form className="import-form" onSubmit={submit}>
      <TextField
        label={text("import.path")}
        value={path}
        placeholder={text("import.pathPlaceholder")}
        onChange={setPath}
        hint={text("import.pathHint")}
        testId="import-path"
        autoFocus
      />
      <div className="import-form-actions">
        {shell !== undefined && (
          <Button icon={FolderOpen} onPress={pick}>
            {text("import.pickFolder")}
          </Button>
        )}
        <Button
          tone="primary"
          icon={FolderInput}
          submit
          busy={busy}
          disabledReason={path.trim() === "" ? text("import.needsPath") : undefined}
          onPress={() => undefined}
          testId="import-start"
        >
          {text("import.start")}
        </Button>
      </div>
    </form>
  );
}

function UploadCard({ upload }: { readonly upload: Upload }) {
  const text = useText();
  const sizes = { sent: byteSize(upload.bytesSent), total: byteSize(upload.bytesTotal) };
  return (
    <section className="import-job">
      <header className="import-job-head">
        <span>{text("import.uploading", { count: upload.fileCount })}</span>
        <Button tone="quiet" onPress={upload.cancel}>
          {text("common.cancel")}
        </Button>
      </header>
      <ProgressBar
        fraction={upload.bytesTotal === 0 ? undefined : upload.bytesSent / upload.bytesTotal}
        label={text("import.uploading", { count: upload.fileCount })}
      />
      <p className="quiet">{text("import.uploaded", sizes)}</p>
    </section>
  );
}
