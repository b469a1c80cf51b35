import { useEffect } from "react";
import type { ArchiveStatus } from "../../../src/contract/index.ts";
import {
  beginArchiveJob,
  byteSize,
  closeDialog,
  dateAndTime,
  dicomDate,
  loadArchive,
  personName,
  useArchiveStore,
  useLanguage,
  useMessageText,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, LoadingState, Notice, ProgressBar } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { SpaceSection } from "./SpaceSection.tsx";
import { VerifySection } from "./VerifySection.tsx";
import "./archive.css";

/** The archive as a whole: how full it is and of what, whether it is whole, what went. */
export function ArchiveDialog() {
  const text = useText();
  const say = useMessageText();
  const { status, loadState } = useArchiveStore();
  useEffect(() => void loadArchive(), []);
  return (
    <Dialog
      title={text("archive.title")}
      closeLabel={text("common.close")}
      onClose={closeDialog}
      form="wide"
      news={<Toaster form="inline" />}
      testId="archive-dialog"
    >
      {status !== undefined && <ArchiveSections status={status} />}
      {status === undefined && loadState.kind === "failed" && (
        <Notice tone="bad" action={<Button onPress={loadArchive}>{text("common.retry")}</Button>}>
          {say({ kind: "error", error: loadState.error })}
        </Notice>
      )}
      {status === undefined && loadState.kind !== "failed" && <LoadingState label={text("common.loading")} />}
    </Dialog>
  );
}

function ArchiveSections({ status }: { readonly status: ArchiveStatus }) {
  return (
    <div className="archive-sections">
      <SpaceSection status={status} />
      <VerifySection status={status} />
      <RebuildSection status={status} />
      <RemovalsSection status={status} />
    </div>
  );
}

function RebuildSection({ status: { job } }: { readonly status: ArchiveStatus }) {
  const text = useText();
  const isMine = job?.kind === "rebuild";
  const isRunning = isMine && job.state === "running";
  return (
    <section className="archive-section">
      <header>
        <h3>{text("archive.rebuild.title")}</h3>
        <Button
          busy={isRunning}
          disabledReason={job?.state === "running" && !isMine ? text("errors.host.archive-busy") : undefined}
          onPress={() => beginArchiveJob("rebuild")}
          testId="archive-rebuild"
        >
          {text("archive.rebuild.start")}
        </Button>
      </header>
      {isRunning ? (
        <>
          <span>{text("archive.rebuild.running", { done: job.done, total: job.total })}</span>
          <ProgressBar fraction={job.total === 0 ? undefined : job.done / job.total} label={text("archive.rebuild.title")} />
        </>
      ) : (
        <p className="quiet">
          {isMine && job.state === "done"
            ? text("archive.rebuild.done", { adopted: job.adopted, quarantined: job.quarantined })
            : text("archive.rebuild.hint")}
        </p>
      )}
    </section>
  );
}

function RemovalsSection({ status: { removals } }: { readonly status: ArchiveStatus }) {
  const text = useText();
  const language = useLanguage();
  return (
    <section className="archive-section">
      <header>
        <h3>{text("archive.removals.title")}</h3>
      </header>
      {removals.length === 0 && <p className="quiet">{text("archive.removals.none")}</p>}
      <ul className="archive-removals" data-testid="archive-removals">
        {removals.map((removal) => (
          <li key={`${removal.studyInstanceUid} ${removal.removedAt}`}>
            <span className="archive-removal-who">{personName(removal.patientName, language) || text("common.unnamed")}</span>
            <span className="quiet">
              {[dicomDate(removal.studyDate), removal.modalities.join(" "), removal.studyDescription]
                .filter((part) => part !== "")
                .join(" · ")}
            </span>
            <span className="quiet">
              {text("archive.removals.line", { instances: removal.instances, size: byteSize(removal.bytes) })}
            </span>
            <span>
              {dateAndTime(removal.removedAt)} {text(`archive.removals.${removal.how}`)}
              {removal.reason === "" ? "" : text("archive.removals.because", { reason: removal.reason })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
