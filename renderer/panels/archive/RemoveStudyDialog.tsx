import { useCallback, useEffect, useState } from "react";
import type { RemovalPreview, StudySummary } from "../../../src/contract/index.ts";
import { previewRemoval } from "../../api/index.ts";
import {
  byteSize,
  closeAbout,
  dicomDate,
  personName,
  removeFromComputer,
  tellFailure,
  useLanguage,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, LoadingState, Notice, TextField } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";

/** Asks before a study is removed: what goes along, what would be lost for good, what stands against it. */
export function RemoveStudyDialog({ study }: { readonly study: StudySummary }) {
  const text = useText();
  const language = useLanguage();
  const [preview, setPreview] = useState<RemovalPreview>();
  const [isFailed, setFailed] = useState(false);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const { studyInstanceUid } = study;
  const load = useCallback(
    (signal?: AbortSignal) =>
      previewRemoval(studyInstanceUid, signal).then(setPreview, (error) => {
        tellFailure(error);
        setFailed(signal?.aborted !== true);
      }),
    [studyInstanceUid],
  );
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);
  const needsReason = preview !== undefined && preview.onlyHere > 0 && reason.trim() === "";
  const isBlocked = preview === undefined || preview.blockers.length > 0;
  const remove = async () => {
    setBusy(true);
    const isGone = await removeFromComputer(studyInstanceUid, reason);
    setBusy(false);
    if (isGone) closeAbout();
  };
  return (
    <Dialog
      title={text("archive.remove.title")}
      closeLabel={text("common.close")}
      onClose={closeAbout}
      news={<Toaster form="inline" />}
      testId="remove-study"
      footer={
        <>
          <Button tone="quiet" onPress={closeAbout}>
            {text("common.cancel")}
          </Button>
          {!isBlocked && (
            <Button
              tone="bad"
              busy={busy}
              disabledReason={needsReason ? text("archive.remove.reasonNeeded") : undefined}
              onPress={() => void remove()}
              testId="remove-confirm"
            >
              {text("archive.remove.confirm")}
            </Button>
          )}
        </>
      }
    >
      <div className="archive-ask">
        <p className="archive-ask-who">
          <strong>{personName(study.patientName, language) || text("common.unnamed")}</strong>{" "}
          <span className="quiet">
            {[study.patientId, dicomDate(study.studyDate), study.modalities.join(" "), study.studyDescription]
              .filter((part) => part !== "")
              .join(" · ")}
          </span>
        </p>
        {preview === undefined && !isFailed && <LoadingState label={text("common.loading")} />}
        {preview === undefined && isFailed && <Button onPress={() => load()}>{text("common.retry")}</Button>}
        {preview !== undefined && <RemovalFacts preview={preview} reason={reason} onReason={setReason} />}
      </div>
    </Dialog>
  );
}

function RemovalFacts(props: {
  readonly preview: RemovalPreview;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
}) {
  const text = useText();
  const { instances, bytes, onlyHere, pinned, findings, signedReports, blockers } = props.preview;
  return (
    <>
      <p>{text("archive.remove.what", { instances, size: byteSize(bytes) })}</p>
      {blockers.length > 0 && (
        <Notice tone="bad" testId="remove-blocked">
          {text("archive.remove.blocked")}
          <ul>
            {blockers.map((blocker) => (
              <li key={blocker}>{text(`archive.remove.blocker.${blocker}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {onlyHere > 0 ? (
        <Notice tone="bad" testId="remove-only-here">
          {text("archive.remove.onlyHere", { count: onlyHere, instances })}
        </Notice>
      ) : (
        <Notice>{text("archive.remove.elsewhere")}</Notice>
      )}
      <ul className="archive-ask-list">
        {pinned && <li>{text("archive.remove.pinned")}</li>}
        {findings > 0 && <li>{text("archive.remove.findings", { count: findings })}</li>}
        {signedReports > 0 && <li>{text("archive.remove.reports", { count: signedReports })}</li>}
      </ul>
      {blockers.length === 0 && onlyHere > 0 && (
        <TextField
          label={text("archive.remove.reason")}
          value={props.reason}
          maxLength={500}
          autoFocus
          onChange={props.onReason}
          hint={text("archive.remove.reasonHint")}
          testId="remove-reason"
        />
      )}
    </>
  );
}
