import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import type { HangingProtocol } from "../../../src/contract/index.ts";
import { closeDialog, misfitOf, useLocalText, useStudyStore, useText } from "../../stores/index.ts";
import { Button, Dialog, SelectField, TextField } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { CountField } from "./CountField.tsx";
import { faultOf } from "./draft-fault.ts";
import { ListField } from "./ListField.tsx";
import { SeriesFields } from "./SeriesFields.tsx";
import { StageList } from "./StageList.tsx";

/** Changes a protocol: its name, the studies it fits, how its series are told, its stages. Nothing is stored before it is saved. */
export function ProtocolEditor(props: {
  readonly draft: HangingProtocol;
  readonly onChange: (draft: HangingProtocol) => void;
  readonly onLeave: () => void;
  readonly onSave: () => Promise<void>;
}) {
  const { draft, onChange, onLeave, onSave } = props;
  const text = useText();
  const say = useLocalText();
  const fault = useMemo(() => faultOf(draft), [draft]);
  const reason = fault === undefined ? undefined : text(`hanging.fault.${fault}`);
  return (
    <Dialog
      title={text("hanging.editTitle")}
      closeLabel={text("common.close")}
      form="wide"
      onClose={closeDialog}
      news={<Toaster form="inline" />}
      testId="hanging-editor"
      footer={
        <>
          <Button icon={ArrowLeft} tone="quiet" onPress={onLeave}>
            {text("common.cancel")}
          </Button>
          <Button tone="primary" onPress={onSave} disabledReason={reason} testId="hanging-save">
            {text("common.save")}
          </Button>
        </>
      }
    >
      <div className="hanging-dialog">
        <TextField
          label={text("hanging.name")}
          value={say(draft.name)}
          maxLength={80}
          onChange={(name) => onChange({ ...draft, name })}
          testId="hanging-name"
        />
        <FitNow draft={draft} />
        <FitsFields draft={draft} onChange={onChange} />
        <StageList draft={draft} onChange={onChange} />
        <SeriesFields draft={draft} onChange={onChange} />
      </div>
    </Dialog>
  );
}

/** Whether the protocol fits the study that is open, as it is written now, and else why not. */
function FitNow({ draft }: { readonly draft: HangingProtocol }) {
  const text = useText();
  const detail = useStudyStore((state) => state.detail);
  if (detail === undefined) return null;
  const misfit = misfitOf(draft, detail);
  return (
    <p className="hanging-heading" role="status" data-testid="hanging-fit" data-misfit={misfit ?? "none"}>
      {misfit === undefined ? text("hanging.fitsOpen") : text(`hanging.misfit.${misfit}`)}
    </p>
  );
}

/** Earlier studies that can be asked for. */
const PRIORS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

function FitsFields({
  draft,
  onChange,
}: {
  readonly draft: HangingProtocol;
  readonly onChange: (draft: HangingProtocol) => void;
}) {
  const text = useText();
  const { fits } = draft;
  const change = (change: Partial<HangingProtocol["fits"]>) => onChange({ ...draft, fits: { ...fits, ...change } });
  return (
    <section className="hanging-part">
      <h4>{text("hanging.fits")}</h4>
      <div className="hanging-fields">
        <ListField
          label={text("hanging.modality")}
          hint={text("hanging.listHint")}
          values={fits.modality}
          onChange={(values) => change({ modality: (values ?? []).map((value) => value.toUpperCase()) })}
          testId="hanging-modality"
        />
        <ListField
          label={text("hanging.bodyPart")}
          hint={text("hanging.patternHint")}
          values={fits.bodyPart}
          onChange={(bodyPart) => change({ bodyPart })}
          testId="hanging-body-part"
        />
        <ListField
          label={text("hanging.studyDescription")}
          hint={text("hanging.patternHint")}
          values={fits.description}
          onChange={(description) => change({ description })}
        />
        <ListField
          label={text("hanging.studyWithout")}
          hint={text("hanging.patternHint")}
          values={fits.without}
          onChange={(without) => change({ without })}
        />
        <SelectField
          label={text("hanging.priorsLeast")}
          value={`${fits.priorsLeast ?? 0}`}
          options={PRIORS.map((count) => ({
            value: `${count}`,
            label: count === 0 ? text("hanging.priorsAny") : text("hanging.priorsAtLeast", { count }),
          }))}
          onChange={(value) => change({ priorsLeast: Number(value) === 0 ? undefined : Number(value) })}
        />
        <SelectField
          label={text("hanging.priorsMost")}
          value={`${fits.priorsMost ?? ""}`}
          options={[
            { value: "", label: text("hanging.priorsAny") },
            ...PRIORS.map((count) => ({
              value: `${count}`,
              label: count === 0 ? text("hanging.priorsNone") : text("hanging.priorsAtMost", { count }),
            })),
          ]}
          onChange={(value) => change({ priorsMost: value === "" ? undefined : Number(value) })}
          testId="hanging-priors-most"
        />
        <CountField
          label={text("hanging.rank")}
          hint={text("hanging.rankHint")}
          value={draft.rank}
          empty={0}
          onChange={(rank) => onChange({ ...draft, rank: rank ?? 0 })}
          testId="hanging-rank"
        />
      </div>
    </section>
  );
}
