import { useState } from "react";
import type { ArchiveJob, ArchiveStatus } from "../../../src/contract/index.ts";
import { beginArchiveJob, dateAndTime, setRight, stopArchiveJob, useMessageText, useText } from "../../stores/index.ts";
import { Button, Notice, ProgressBar } from "../../ui/index.ts";

const FAULTS = ["flipped", "missing", "orphans"] as const;
type Fault = (typeof FAULTS)[number];

/** Whether every file is as it was stored; for each kind of fault, what it means and what can be done. */
export function VerifySection({ status: { job, lastVerified } }: { readonly status: ArchiveStatus }) {
  const text = useText();
  const verify = job?.kind === "verify" ? job : undefined;
  const isRunning = verify?.state === "running";
  return (
    <section className="archive-section">
      <header>
        <h3>{text("archive.verify.title")}</h3>
        {isRunning ? (
          <Button onPress={stopArchiveJob} testId="archive-verify-cancel">
            {text("common.cancel")}
          </Button>
        ) : (
          <Button
            disabledReason={job?.state === "running" ? text("errors.host.archive-busy") : undefined}
            onPress={() => beginArchiveJob("verify")}
            testId="archive-verify"
          >
            {text("archive.verify.start")}
          </Button>
        )}
      </header>
      {isRunning ? (
        <>
          <span>{text("archive.verify.running", { done: verify.done, total: verify.total })}</span>
          <ProgressBar
            fraction={verify.total === 0 ? undefined : verify.done / verify.total}
            label={text("archive.verify.title")}
          />
        </>
      ) : (
        <LastVerified lastVerified={lastVerified} />
      )}
      {verify !== undefined && <VerifyOutcome job={verify} />}
    </section>
  );
}

function LastVerified({ lastVerified }: Pick<ArchiveStatus, "lastVerified">) {
  const text = useText();
  if (lastVerified === null) return <p className="quiet">{text("archive.verify.never")}</p>;
  const { at, checked, flipped, missing, orphans } = lastVerified;
  const faults = flipped + missing + orphans;
  return (
    <p className={faults === 0 ? "quiet" : undefined} data-testid="archive-last-verified">
      {text(faults === 0 ? "archive.verify.last" : "archive.verify.lastFaults", { at: dateAndTime(at), checked, faults })}
    </p>
  );
}

function VerifyOutcome({ job }: { readonly job: ArchiveJob }) {
  const text = useText();
  const say = useMessageText();
  if (job.state === "failed" && job.error !== undefined) {
    return <Notice tone="bad">{say({ kind: "error", error: job.error })}</Notice>;
  }
  if (job.state === "cancelled") return <p className="quiet">{text("archive.verify.cancelled")}</p>;
  if (job.state !== "done") return null;
  const found = FAULTS.filter((fault) => job[fault].length > 0);
  if (found.length === 0) return <p data-testid="archive-clean">{text("archive.verify.clean", { count: job.done })}</p>;
  return found.map((fault) => <FaultCard key={fault} fault={fault} job={job} />);
}

function FaultCard({ fault, job }: { readonly fault: Fault; readonly job: ArchiveJob }) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    await setRight({
      orphans: fault === "orphans",
      flipped: fault === "flipped" ? [...job.flipped] : [],
      missing: fault === "missing" ? [...job.missing] : [],
    });
    setBusy(false);
  };
  return (
    <div className="archive-fault" data-testid={`archive-fault-${fault}`}>
      <strong>{text(`archive.verify.${fault}`, { count: job[fault].length })}</strong>
      <p>{text(`archive.verify.${fault}Do`)}</p>
      <ul>
        {job[fault].slice(0, 20).map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <Button busy={busy} onPress={() => void act()} testId={`archive-repair-${fault}`}>
        {text(`archive.verify.${fault}Act`)}
      </Button>
    </div>
  );
}
