import { ImageIcon, RotateCw, X } from "lucide-react";
import type { ImportJob } from "../../../src/contract/index.ts";
import {
  byteSize,
  continueImport,
  dismissImport,
  jobFraction,
  stopImport,
  type Text,
  useDynamicText,
  useMessageText,
  useText,
} from "../../stores/index.ts";
import { Badge, Button, IconButton, Notice, ProgressBar } from "../../ui/index.ts";
import { ImportLists } from "./ImportLists.tsx";
import { timeSpan } from "./time-span.ts";

const TONES = { running: "accent", done: "accepted", cancelled: "quiet", failed: "bad" } as const;

/** One import: how far, how fast and how long still, what came in, and every file that did not, with its reason. */
export function ImportJobCard({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const say = useMessageText();
  const running = job.state === "running";
  return (
    <section className="import-job" data-testid="import-job" data-state={job.state}>
      <header className="import-job-head">
        <Badge tone={TONES[job.state]}>{text(`import.state.${job.state}`)}</Badge>
        <span className="import-job-label" title={originText(job, text)}>
          {originText(job, text)}
        </span>
        {running ? (
          <Button tone="quiet" onPress={() => stopImport(job.id)} testId="import-cancel">
            {text("common.cancel")}
          </Button>
        ) : (
          <IconButton
            size="small"
            icon={X}
            label={text("import.dismiss")}
            onPress={() => dismissImport(job.id)}
            testId="import-dismiss"
          />
        )}
      </header>
      {running && <ProgressBar fraction={jobFraction(job)} label={text("import.title")} />}
      <p className="import-rates quiet" data-testid="import-rates">
        {ratesText(job, text)}
      </p>
      <Counts job={job} />
      {job.error !== undefined && <Notice tone="bad">{say({ kind: "error", error: job.error })}</Notice>}
      <Actions job={job} />
      <ImportLists job={job} />
    </section>
  );
}

function originText({ origin, label }: ImportJob, text: Text): string {
  return text(`import.origin.${origin}`, { label });
}

function ratesText(job: ImportJob, text: Text): string {
  const rates = text("import.rates", { files: Math.round(job.filesPerSecond), bytes: byteSize(job.bytesPerSecond) });
  const span = (seconds: number) => {
    const { unit, value } = timeSpan(seconds);
    return text(`import.span.${unit}`, { value });
  };
  const times =
    job.state !== "running"
      ? [text("import.took", { time: span(job.seconds) })]
      : job.secondsLeft === null
        ? []
        : [text("import.timeLeft", { time: span(job.secondsLeft) })];
  return [rates, ...times].join(" · ");
}

function Counts({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const find = useDynamicText();
  const skipped = Object.entries(job.skippedBy).map(
    ([rule, count]) => find(`import.skippedBy.${rule}`, { count }) ?? `${rule}: ${count}`,
  );
  return (
    <dl className="import-counts">
      <Count
        label={text("import.files")}
        value={job.filesTotal === null ? `${job.filesSeen}` : `${job.filesSeen} / ${job.filesTotal}`}
      />
      <Count label={text("import.imported")} value={`${job.imported}`} testId="import-imported" />
      {job.resumed > 0 && <Count label={text("import.resumed")} value={`${job.resumed}`} />}
      <Count label={text("import.duplicates")} value={`${job.duplicates}`} />
      {job.conflicts > 0 && <Count label={text("import.conflicts")} value={`${job.conflicts}`} />}
      <Count label={text("import.rejected")} value={`${job.rejectedCount}`} />
      {job.skipped > 0 && (
        <Count label={text("import.skipped")} value={`${job.skipped}`} title={skipped.join(text("common.separator"))} />
      )}
    </dl>
  );
}

function Count(props: { readonly label: string; readonly value: string; readonly title?: string; readonly testId?: string }) {
  return (
    <div title={props.title}>
      <dt>{props.label}</dt>
      <dd data-testid={props.testId}>{props.value}</dd>
    </div>
  );
}

function Actions({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const first = job.firstStudyInstanceUid;
  if (first === undefined && !job.resumable) return null;
  const open = () => {
    window.location.hash = `#/study/${first}`;
  };
  return (
    <div className="import-actions">
      {job.resumable && (
        <Button icon={RotateCw} onPress={() => continueImport(job.id)} testId="import-resume">
          {text("import.resume")}
        </Button>
      )}
      {first !== undefined && (
        <Button icon={ImageIcon} onPress={open} testId="import-open-first">
          {text("import.openFirst")}
        </Button>
      )}
    </div>
  );
}
