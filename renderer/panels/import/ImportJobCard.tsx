import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ImportJob } from "../../../src/contract/index.ts";
import { byteSize, stopImport, useDynamicText, useMessageText, useText } from "../../stores/index.ts";
import { Badge, Button, Notice, ProgressBar } from "../../ui/index.ts";

const TONES = { running: "accent", done: "accepted", cancelled: "quiet", failed: "bad" } as const;

/** One import: how far and how fast, what came in, and every file that did not, with its reason. */
export function ImportJobCard({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const say = useMessageText();
  const running = job.state === "running";
  return (
    <section className="import-job" data-testid="import-job" data-state={job.state}>
      <header className="import-job-head">
        <Badge tone={TONES[job.state]}>{text(`import.state.${job.state}`)}</Badge>
        <span className="quiet">{rates(job, text)}</span>
        {running && (
          <Button tone="quiet" onPress={() => void stopImport(job.id)} testId="import-cancel">
            {text("common.cancel")}
          </Button>
        )}
      </header>
      {running && (
        <ProgressBar
          fraction={job.filesTotal === null || job.filesTotal === 0 ? undefined : job.filesSeen / job.filesTotal}
          label={text("import.title")}
        />
      )}
      <dl className="import-counts">
        <Count
          label={text("import.files")}
          value={job.filesTotal === null ? `${job.filesSeen}` : `${job.filesSeen} / ${job.filesTotal}`}
        />
        <Count label={text("import.imported")} value={`${job.imported}`} />
        <Count label={text("import.duplicates")} value={`${job.duplicates}`} />
        {job.conflicts > 0 && <Count label={text("import.conflicts")} value={`${job.conflicts}`} />}
        <Count label={text("import.rejected")} value={`${job.rejected.length}`} />
      </dl>
      {job.error !== undefined && <Notice tone="bad">{say({ kind: "error", error: job.error })}</Notice>}
      <RejectedList job={job} />
      <RepairedList job={job} />
    </section>
  );
}

function rates(job: ImportJob, text: ReturnType<typeof useText>): string {
  const seconds = Math.max(job.seconds, 0.001);
  return text("import.rates", {
    seconds: job.seconds.toFixed(1),
    files: Math.round(job.filesSeen / seconds),
    bytes: byteSize(job.bytesRead / seconds),
  });
}

function Count({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function RejectedList({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const say = useMessageText();
  if (job.rejected.length === 0) return null;
  return (
    <Folded title={text("import.rejectedList", { count: job.rejected.length })} open={job.rejected.length <= 20}>
      <ul className="import-entries" data-testid="import-rejected">
        {job.rejected.map((entry) => (
          <li key={entry.path}>
            <span className="import-entry-path">{entry.path}</span>
            <span className="import-entry-reason">{say({ kind: "error", error: entry.error })}</span>
          </li>
        ))}
      </ul>
    </Folded>
  );
}

function RepairedList({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const find = useDynamicText();
  if (job.repaired.length === 0) return null;
  return (
    <Folded title={text("import.repairedList", { count: job.repaired.length })} open={false}>
      <ul className="import-entries">
        {job.repaired.map((entry) => (
          <li key={entry.path}>
            <span className="import-entry-path">{entry.path}</span>
            <span className="quiet">{entry.repairs.map((repair) => repairText(repair, find)).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </Folded>
  );
}

/** A repair is a code, with the tag it concerns in brackets where there is one. */
function repairText(repair: string, find: ReturnType<typeof useDynamicText>): string {
  const [code = "", ...tag] = repair.split(" ");
  return [find(`repairs.${code}`) ?? code, ...tag].join(" ");
}

function Folded(props: { readonly title: string; readonly open: boolean; readonly children: ReactNode }) {
  const [open, setOpen] = useState(props.open);
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <div className="import-folded">
      <button type="button" className="fold-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon size={14} aria-hidden />
        {props.title}
      </button>
      {open && props.children}
    </div>
  );
}
