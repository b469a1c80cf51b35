import { composeDraft } from "../../../src/report/index.ts";
import {
  clockTime,
  editReport,
  flushDraft,
  settleConflict,
  useFindingsStore,
  useLanguage,
  useMessageText,
  useReportStore,
  useText,
} from "../../stores/index.ts";
import { Button, Notice, Segmented, SelectField, Spinner } from "../../ui/index.ts";
import { LANGUAGES } from "../settings/languages.ts";
import { switchTemplate } from "./switch-template.ts";

/** Template, language, and whether what is typed is kept. */
export function ReportHead() {
  const text = useText();
  const language = useLanguage();
  const { templates, edited } = useReportStore();
  if (edited === undefined) return null;
  const { draft } = edited;
  const choose = (id: string) => {
    const to = templates.find((template) => template.id === id);
    if (to === undefined || id === draft.templateId) return;
    const from = templates.find((template) => template.id === draft.templateId);
    const {
      savedAt: _,
      revision: __,
      studyInstanceUid: ___,
      ...change
    } = composeDraft(switchTemplate(draft, from, to), to, useFindingsStore.getState().findings);
    editReport(change);
  };
  return (
    <header className="report-head">
      <div className="report-choices">
        <SelectField
          label={text("report.template")}
          hideLabel
          value={draft.templateId}
          options={templates.map(({ id, title }) => ({ value: id, label: title[language] }))}
          onChange={choose}
          testId="report-template"
        />
        <Segmented
          label={text("report.language")}
          value={draft.language}
          options={LANGUAGES.map((option) => ({ ...option, testId: `report-language-${option.value}` }))}
          onChange={(chosen) => editReport({ language: chosen })}
        />
      </div>
      <SaveLine />
    </header>
  );
}

/** Says all the time where the typed text stands. */
function SaveLine() {
  const text = useText();
  const say = useMessageText();
  const save = useReportStore(({ edited }) => edited?.save);
  switch (save?.kind) {
    case undefined:
      return null;
    case "saved":
      return (
        <output className="report-save" data-testid="report-saved">
          {text("report.saved", { time: clockTime(save.at) })}
        </output>
      );
    case "dirty":
    case "saving":
      return (
        <output className="report-save" data-testid="report-saving">
          <Spinner /> {text("report.saving")}
        </output>
      );
    case "failed":
      return (
        <Notice tone="bad" action={<Button onPress={() => flushDraft()}>{text("common.retry")}</Button>}>
          {text("report.notSaved")} {save.error.area !== "api" && say({ kind: "error", error: save.error })}
        </Notice>
      );
    case "stale":
      return (
        <Notice tone="bad" testId="report-stale">
          <p>{text("report.stale")}</p>
          <div className="report-stale-actions">
            <Button onPress={() => settleConflict("mine")}>{text("report.keepMine")}</Button>
            <Button onPress={() => settleConflict("stored")}>{text("report.takeStored")}</Button>
          </div>
        </Notice>
      );
  }
}
