import { ChevronDown, ChevronRight, Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ImportJob } from "../../../src/contract/index.ts";
import { type Text, useDynamicText, useMessageText, useText } from "../../stores/index.ts";
import { Button } from "../../ui/index.ts";
import { listedFiles, toCsv } from "./import-list.ts";

/** Every file that did not come in, grouped by its reason, and every one that came in with a correction or as something else. */
export function ImportLists({ job }: { readonly job: ImportJob }) {
  return (
    <>
      <RejectedList job={job} />
      <RepairedList job={job} />
      <ConvertedList job={job} />
      <UnlistedList job={job} />
      <SaveList job={job} />
    </>
  );
}

type Rejected = ImportJob["rejected"][number];

function RejectedList({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const say = useMessageText();
  if (job.rejectedCount === 0) return null;
  return (
    <Folded title={text("import.rejectedList", { count: job.rejectedCount })} open={job.rejectedCount <= 20}>
      <div className="import-reasons" data-testid="import-rejected">
        {byReason(job.rejected, (error) => say({ kind: "error", error })).map(([reason, entries]) => (
          <section key={reason}>
            <p className="import-entry-reason">
              {reason}{" "}
              {entries.length > 1 && <span className="quiet">{text("import.reasonCount", { count: entries.length })}</span>}
            </p>
            <ul className="import-entries">
              {entries.map(({ path }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two discs may hold files of one name; the list only grows
                <li key={`${path} ${index}`} className="import-entry-path">
                  {path}
                </li>
              ))}
            </ul>
          </section>
        ))}
        <More shown={job.rejected.length} count={job.rejectedCount} />
      </div>
    </Folded>
  );
}

/** Files by the sentence that says why, the most frequent reason last: a viewer program's files must not hide the one bad image. */
function byReason(
  rejected: readonly Rejected[],
  say: (error: Rejected["error"]) => string,
): readonly (readonly [string, Rejected[]])[] {
  const groups = Map.groupBy(rejected, ({ error }) => say(error));
  return [...groups].sort(([, a], [, b]) => a.length - b.length);
}

function RepairedList({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const repairText = useRepairText();
  if (job.repairedCount === 0) return null;
  return (
    <Folded title={text("import.repairedList", { count: job.repairedCount })} open={false} testId="import-repaired-fold">
      <ul className="import-entries" data-testid="import-repaired">
        {job.repaired.map(({ path, repairs }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two discs may hold files of one name; the list only grows
          <li key={`${path} ${index}`}>
            <span className="import-entry-path">{path}</span>
            <span className="quiet">{repairs.map(repairText).join(" · ")}</span>
          </li>
        ))}
      </ul>
      <More shown={job.repaired.length} count={job.repairedCount} />
    </Folded>
  );
}

function ConvertedList({ job }: { readonly job: ImportJob }) {
  const text = useText();
  if (job.converted.length === 0) return null;
  return (
    <Folded title={text("import.convertedList", { count: job.converted.length })} open={false}>
      <ul className="import-entries">
        {job.converted.map(({ path, format }) => (
          <li key={path}>
            <span className="import-entry-path">{path}</span>
            <span className="quiet">{text("import.convertedFrom", { format })}</span>
          </li>
        ))}
      </ul>
    </Folded>
  );
}

function UnlistedList({ job }: { readonly job: ImportJob }) {
  const text = useText();
  if (job.unlisted.length === 0) return null;
  return (
    <Folded title={text("import.unlistedList", { count: job.unlisted.length })} open={false}>
      <ul className="import-entries">
        {job.unlisted.map((path) => (
          <li key={path} className="import-entry-path">
            {path}
          </li>
        ))}
      </ul>
    </Folded>
  );
}

function More({ shown, count }: { readonly shown: number; readonly count: number }) {
  const text = useText();
  return count > shown ? <p className="quiet">{text("import.more", { count: count - shown })}</p> : null;
}

/** A repair in words, with the tag it concerns. */
function useRepairText(): (repair: { readonly code: string; readonly tag?: string | undefined }) => string {
  const find = useDynamicText();
  return ({ code, tag }) => {
    const words = find(`repairs.${code}`) ?? code;
    return tag === undefined ? words : `${words} (${tag.slice(0, 4)},${tag.slice(4)})`;
  };
}

function SaveList({ job }: { readonly job: ImportJob }) {
  const text = useText();
  const say = useMessageText();
  const repair = useRepairText();
  if (job.state === "running") return null;
  const rows = listedFiles(job, { error: (error) => say({ kind: "error", error }), repair });
  if (rows.length === 0) return null;
  const save = () => {
    const lines = rows.map(({ path, kind, reason }) => [path, text(`import.list.${kind}`), reason]);
    saveText(`${job.label || "import"}.csv`, toCsv([headingsOf(text), ...lines]));
  };
  return (
    <div className="import-save">
      <Button tone="quiet" icon={Download} onPress={save} testId="import-export">
        {text("import.export")}
      </Button>
    </div>
  );
}

const headingsOf = (text: Text) => [text("import.list.path"), text("import.list.kind"), text("import.list.reason")];

function saveText(name: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function Folded(props: {
  readonly title: string;
  readonly open: boolean;
  readonly testId?: string;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(props.open);
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <div className="import-folded">
      <button
        type="button"
        className="fold-button"
        aria-expanded={open}
        data-testid={props.testId}
        onClick={() => setOpen(!open)}
      >
        <Icon size={14} aria-hidden />
        {props.title}
      </button>
      {open && props.children}
    </div>
  );
}
