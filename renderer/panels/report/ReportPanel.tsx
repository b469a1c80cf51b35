import { FilePen, Signature } from "lucide-react";
import { useState } from "react";
import { isSignable } from "../../../src/report/index.ts";
import { loadReport, useMessageText, useReportStore, useText } from "../../stores/index.ts";
import { Button, LoadingState, Notice } from "../../ui/index.ts";
import { ReportChecks } from "./ReportChecks.tsx";
import { ReportEditor } from "./ReportEditor.tsx";
import { ReportHead } from "./ReportHead.tsx";
import { SignDialog } from "./SignDialog.tsx";
import { SignedReports } from "./SignedReports.tsx";
import { useReportFlow, useReportProblems } from "./use-report-flow.ts";
import "./report.css";

/** Write, check, sign and follow the report of the open study. */
export function ReportPanel() {
  const text = useText();
  const say = useMessageText();
  const { edited, loadState, studyInstanceUid, signed } = useReportStore();
  // Another one is written beside so many: once it is signed too, there are more.
  const [another, setAnother] = useState({ study: studyInstanceUid, besides: 0 });
  const besides = another.study === studyInstanceUid ? another.besides : 0;
  if (edited === undefined) {
    if (loadState.kind !== "failed") return <LoadingState label={text("common.loading")} />;
    const retry = () => studyInstanceUid !== undefined && loadReport(studyInstanceUid);
    return (
      <div className="panel-pad">
        <Notice tone="bad" action={<Button onPress={retry}>{text("common.retry")}</Button>}>
          {say({ kind: "error", error: loadState.error })}
        </Notice>
      </div>
    );
  }
  if (signed.length > besides) {
    return (
      <div className="report">
        <div className="report-scroll">
          <SignedReports />
          <Button
            icon={FilePen}
            onPress={() => setAnother({ study: studyInstanceUid, besides: signed.length })}
            testId="report-again"
          >
            {text("report.writeAnother")}
          </Button>
        </div>
      </div>
    );
  }
  return <ReportForm />;
}

function ReportForm() {
  const text = useText();
  const problems = useReportProblems();
  const [signing, setSigning] = useState(false);
  const signed = useReportStore((state) => state.signed);
  useReportFlow();
  return (
    <div className="report">
      <ReportHead />
      <div className="report-scroll">
        {signed.length > 0 && <Notice>{text("report.anotherHint")}</Notice>}
        <ReportEditor />
        <ReportChecks problems={problems} />
      </div>
      <footer className="report-foot">
        <span className="quiet">{text("report.signHint")}</span>
        <Button
          tone="primary"
          icon={Signature}
          disabledReason={isSignable(problems) ? undefined : text("report.notSignable")}
          onPress={() => setSigning(true)}
          testId="report-sign"
        >
          {text("report.sign")}
        </Button>
      </footer>
      {signing && <SignDialog problems={problems} onClose={() => setSigning(false)} />}
    </div>
  );
}
