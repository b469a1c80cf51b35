import { FolderOpen } from "lucide-react";
import { useEffect, useState } from "react";
import type { LabelState } from "../../../src/contract/index.ts";
import { findShell } from "../../api/index.ts";
import {
  closeDialog,
  dateAndTime,
  type LabelWish,
  loadLabels,
  startLabelExport,
  useLabelsStore,
  useMessageText,
  useStudyStore,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, LoadingState, Notice, Segmented, TextField } from "../../ui/index.ts";
import { LabelsOutcome } from "./LabelsOutcome.tsx";
import "./labels.css";

const FORMATS = ["csv", "coco", "seg"] as const;
const EXPORTS_SHOWN = 3;

/** A reader's decisions as labels, de-identified, for training and testing models: only with consent, given anew each time. */
export function LabelsDialog() {
  const text = useText();
  const { state, isUnderWay } = useLabelsStore();
  const isStudyOpen = useStudyStore(({ detail }) => detail !== undefined);
  const [wish, setWish] = useState<LabelWish>({
    scope: isStudyOpen ? "study" : "all",
    formats: [...FORMATS],
    withImages: false,
    directory: "",
    consent: false,
  });
  useEffect(() => void loadLabels(), []);
  const start = async () => {
    // Consent is for this very export: the next one asks again.
    if (await startLabelExport(wish)) setWish((before) => ({ ...before, consent: false }));
  };
  const there = wish.scope === "study" ? state?.ofStudy : state?.ofAll;
  const reason =
    there === undefined || there.decisions === 0
      ? "labels.nothing"
      : wish.formats.length === 0
        ? "labels.needsFormat"
        : wish.consent
          ? undefined
          : "labels.needsConsent";
  return (
    <Dialog
      title={text("labels.title")}
      closeLabel={text("common.close")}
      onClose={closeDialog}
      testId="labels-dialog"
      footer={
        <>
          <Button tone="quiet" onPress={closeDialog}>
            {text("common.close")}
          </Button>
          <Button
            tone="primary"
            busy={isUnderWay}
            disabledReason={reason === undefined ? undefined : text(reason)}
            onPress={start}
            testId="labels-start"
          >
            {text("labels.start")}
          </Button>
        </>
      }
    >
      <div className="labels">
        <p>{text("labels.hint")}</p>
        <Scope wish={wish} onChange={setWish} canBeStudy={isStudyOpen} />
        <Files wish={wish} onChange={setWish} />
        <Target wish={wish} onChange={setWish} />
        <Notice>{text("labels.deidentified")}</Notice>
        <Check
          label={text("labels.consent")}
          checked={wish.consent}
          onChange={(consent) => setWish({ ...wish, consent })}
          testId="labels-consent"
        />
        <LabelsOutcome />
        {state !== undefined && <Earlier exports={state.exports} />}
      </div>
    </Dialog>
  );
}

interface PartProps {
  readonly wish: LabelWish;
  readonly onChange: (wish: LabelWish) => void;
}

function Scope({ wish, onChange, canBeStudy }: PartProps & { readonly canBeStudy: boolean }) {
  const text = useText();
  const say = useMessageText();
  const { state, loadState } = useLabelsStore();
  if (loadState.kind === "failed") return <Notice tone="bad">{say({ kind: "error", error: loadState.error })}</Notice>;
  if (state === undefined) return <LoadingState label={text("common.loading")} />;
  const there = wish.scope === "study" ? state.ofStudy : state.ofAll;
  return (
    <div>
      {canBeStudy && (
        <Segmented
          label={text("labels.scope")}
          value={wish.scope}
          options={(["study", "all"] as const).map((scope) => ({
            value: scope,
            label: text(`labels.of.${scope}`),
            testId: `labels-${scope}`,
          }))}
          onChange={(scope) => onChange({ ...wish, scope })}
        />
      )}
      <p className="quiet" data-testid="labels-count" data-decisions={there.decisions}>
        {wish.scope === "all"
          ? text("labels.countAll", { ...there, studies: state.ofAll.studies })
          : text("labels.count", { ...there })}
      </p>
    </div>
  );
}

function Files({ wish, onChange }: PartProps) {
  const text = useText();
  const toggle = (format: (typeof FORMATS)[number], isOn: boolean) =>
    onChange({ ...wish, formats: FORMATS.filter((one) => (one === format ? isOn : wish.formats.includes(one))) });
  return (
    <fieldset className="labels-files">
      <legend>{text("labels.files")}</legend>
      {FORMATS.map((format) => (
        <Check
          key={format}
          label={text(`labels.format.${format}`)}
          checked={wish.formats.includes(format)}
          onChange={(isOn) => toggle(format, isOn)}
          testId={`labels-${format}`}
        />
      ))}
      <Check
        label={text("labels.withImages")}
        checked={wish.withImages}
        onChange={(withImages) => onChange({ ...wish, withImages })}
        testId="labels-images"
      />
    </fieldset>
  );
}

function Target({ wish, onChange }: PartProps) {
  const text = useText();
  const shell = findShell();
  const pick = async () => {
    const directory = await shell?.pickFolder();
    if (directory) onChange({ ...wish, directory });
  };
  return (
    <div className="labels-target">
      <TextField
        label={text("labels.folder")}
        hint={text("labels.folderHint")}
        value={wish.directory}
        maxLength={4096}
        onChange={(directory) => onChange({ ...wish, directory })}
        testId="labels-folder"
      />
      {shell !== undefined && (
        <Button icon={FolderOpen} onPress={pick}>
          {text("labels.pick")}
        </Button>
      )}
    </div>
  );
}

function Check(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly testId: string;
}) {
  return (
    <label className="labels-check">
      <input
        type="checkbox"
        checked={props.checked}
        data-testid={props.testId}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

function Earlier({ exports }: { readonly exports: LabelState["exports"] }) {
  const text = useText();
  if (exports.length === 0) return null;
  return (
    <section className="labels-earlier">
      <h3>{text("labels.earlier")}</h3>
      <ul>
        {exports.slice(0, EXPORTS_SHOWN).map(({ at, by, studies, decisions, directory }) => (
          <li key={`${at} ${directory}`} className="quiet">
            {text("labels.earlierOne", { at: dateAndTime(at), by, studies, decisions })}
            <span className="labels-path">{directory}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
