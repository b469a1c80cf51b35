import { FileCheck2 } from "lucide-react";
import type { SignedReport } from "../../../src/report/index.ts";
import { dateAndTime, useOutboxStore, useReportStore, useText } from "../../stores/index.ts";
import { DeliveryCard } from "../outbox/DeliveryCard.tsx";

/** What was signed for this study, newest first: its text, its objects, and where each of them is. */
export function SignedReports() {
  const signed = useReportStore((state) => state.signed);
  return (
    <>
      {signed.map((report, at) => (
        <SignedReportCard key={report.id} report={report} open={at === 0} />
      ))}
    </>
  );
}

function SignedReportCard({ report, open }: { readonly report: SignedReport; readonly open: boolean }) {
  const text = useText();
  const items = useOutboxStore((state) => state.items).filter(({ reportId }) => reportId === report.id);
  return (
    <article className="signed" data-testid="signed-report">
      <header className="signed-head">
        <FileCheck2 size={16} strokeWidth={1.75} aria-hidden />
        <div>
          <p className="signed-by">{text("report.signedBy", { name: report.signedBy })}</p>
          <p className="quiet">{dateAndTime(report.signedAt)}</p>
        </div>
      </header>
      <div className="signed-deliveries">
        {items.map((item) => (
          <DeliveryCard key={item.id} item={item} />
        ))}
        {items.length === 0 && <p className="quiet">{text("report.noDeliveries")}</p>}
      </div>
      <details open={open}>
        <summary>{text("report.signedText")}</summary>
        <SignedText report={report} />
      </details>
    </article>
  );
}

function SignedText({ report }: { readonly report: SignedReport }) {
  const template = useReportStore(({ templates }) => templates.find(({ id }) => id === report.draft.templateId));
  const known = template?.sections ?? [];
  const written = Object.entries(report.draft.sections).filter(([, words]) => words.trim() !== "");
  const rank = (id: string) => known.findIndex((section) => section.id === id);
  return (
    <dl className="signed-text">
      {written
        .sort(([a], [b]) => rank(a) - rank(b))
        .map(([id, words]) => (
          <div key={id}>
            <dt>{known.find((section) => section.id === id)?.heading[report.draft.language] ?? id}</dt>
            <dd>{words}</dd>
          </div>
        ))}
    </dl>
  );
}
