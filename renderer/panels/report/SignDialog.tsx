import { Signature } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { ReportProblem } from "../../../src/report/index.ts";
import { changeSettings, signDraft, tell, useReportStore, useSettingsStore, useText } from "../../stores/index.ts";
import { Button, Dialog, TextField } from "../../ui/index.ts";
import { destinationText } from "../outbox/DeliveryCard.tsx";
import { Toaster } from "../Toaster.tsx";
import { ProblemLine } from "./ReportChecks.tsx";

/** The last look before signing: under which name, where it goes, and what the checks said. */
export function SignDialog(props: { readonly problems: readonly ReportProblem[]; readonly onClose: () => void }) {
  const { problems, onClose } = props;
  const text = useText();
  const settings = useSettingsStore((state) => state.settings);
  const signing = useReportStore((state) => state.signing);
  const [name, setName] = useState(settings?.readerName ?? "");
  const sign = async (event: FormEvent) => {
    event.preventDefault();
    const signedBy = name.trim();
    if (signedBy === "" || signing) return;
    if (!(await signDraft(signedBy))) return;
    tell("report.signedToast", {}, "good");
    if (settings?.readerName === "") void changeSettings({ readerName: signedBy });
    onClose();
  };
  return (
    <Dialog
      title={text("report.signTitle")}
      closeLabel={text("common.close")}
      onClose={onClose}
      news={<Toaster form="inline" />}
      testId="sign-dialog"
    >
      <form className="sign" onSubmit={(event) => void sign(event)}>
        <p>{text("report.signExplain")}</p>
        {settings !== undefined && (
          <p className="quiet">{text("report.signGoesTo", { destination: destinationText(settings.destination, text) })}</p>
        )}
        {problems.length > 0 && (
          <ul className="sign-problems">
            {problems.map((problem) => (
              <ProblemLine key={`${problem.code} ${problem.sectionId} ${problem.findingId}`} problem={problem} />
            ))}
          </ul>
        )}
        <TextField label={text("report.signName")} value={name} maxLength={64} onChange={setName} autoFocus testId="sign-name" />
        <div className="sign-actions">
          <Button tone="quiet" onPress={onClose}>
            {text("common.cancel")}
          </Button>
          <Button
            tone="primary"
            icon={Signature}
            submit
            busy={signing}
            disabledReason={name.trim() === "" ? text("report.signNeedsName") : undefined}
            onPress={() => undefined}
            testId="sign-confirm"
          >
            {text("report.sign")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
