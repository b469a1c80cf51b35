import { useState } from "react";
import { createPortal } from "react-dom";
import type { Frame, SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import {
  askToSavePresentation,
  type Cell,
  keepPresentation,
  usePresentationStore,
  useSettingsStore,
  useText,
} from "../../stores/index.ts";
import { setRotation } from "../../stores/viewport/looks.ts";
import { Button, Dialog, Notice, SelectField, TextField } from "../../ui/index.ts";
import { cannotBeKept, leftOut, lost, measurementsLost, nearestQuarter, screenState } from "../presentation/screen-state.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";

interface SaveProps {
  readonly cell: Cell;
  readonly detail: SeriesDetail;
  readonly facts: PlaneFacts | undefined;
  readonly findings: readonly Finding[];
}

/** Asks under which name what a viewport shows is kept as a presentation state, for which images, and whether it is sent. */
export function SavePresentation(props: SaveProps) {
  const isAsked = usePresentationStore(({ savingCellId }) => savingCellId === props.cell.id);
  if (!isAsked || props.facts === undefined) return null;
  // Outside of the picture: its hand would take every press.
  return createPortal(<SaveDialog {...props} facts={props.facts} />, document.body);
}

function SaveDialog({ cell, detail, facts, findings }: SaveProps & { readonly facts: PlaneFacts }) {
  const text = useText();
  const by = useSettingsStore(({ settings }) => settings?.readerName ?? "");
  const [label, setLabel] = useState("READING");
  const [description, setDescription] = useState("");
  const [scope, setScope] = useState<"image" | "stack">("stack");
  const [withMeasurements, setWithMeasurements] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const close = () => askToSavePresentation(undefined);
  const obstacle = cannotBeKept(facts, cell);
  const offFrames = measurementsLost(facts, cell, detail, findings, { scope });
  const isLabel = /^[A-Z0-9_ ]{1,16}$/.test(label.trim());
  const reason =
    obstacle !== undefined
      ? text(`presentation.save.cannot.${obstacle}`)
      : isLabel
        ? undefined
        : text("presentation.save.labelHint");
  const keep = async (isSent: boolean) => {
    setBusy(true);
    const choice = { label: label.trim(), description: description.trim(), by, scope, withMeasurements };
    const isKept = await keepPresentation(screenState(facts, cell, detail, findings, choice), isSent);
    setBusy(false);
    if (isKept) close();
  };
  return (
    <Dialog
      title={text("presentation.save.title")}
      closeLabel={text("common.close")}
      onClose={close}
      testId="save-presentation"
      footer={
        <>
          <Button
            onPress={() => keep(true)}
            disabledReason={isBusy ? text("common.loading") : reason}
            testId="presentation-keep-send"
          >
            {text("presentation.save.keepAndSend")}
          </Button>
          <Button
            tone="primary"
            onPress={() => keep(false)}
            disabledReason={isBusy ? text("common.loading") : reason}
            testId="presentation-keep"
          >
            {text("presentation.save.keep")}
          </Button>
        </>
      }
    >
      <div className="save-fields">
        {obstacle !== undefined && (
          <Notice
            tone="bad"
            testId={`presentation-cannot-${obstacle}`}
            action={
              obstacle === "turn" && (
                <Button onPress={() => setRotation(nearestQuarter(cell), cell.id)} testId="presentation-turn">
                  {text("presentation.save.turnTo", { degrees: nearestQuarter(cell) })}
                </Button>
              )
            }
          >
            {text(`presentation.save.cannot.${obstacle}`)}
          </Notice>
        )}
        <TextField
          label={text("presentation.save.label")}
          hint={text("presentation.save.labelHint")}
          value={label}
          maxLength={16}
          autoFocus
          onChange={(value) => setLabel(value.toUpperCase())}
          testId="presentation-label"
        />
        <TextField
          label={text("presentation.save.description")}
          value={description}
          maxLength={64}
          onChange={setDescription}
          testId="presentation-description"
        />
        <SelectField
          label={text("presentation.save.images")}
          value={scope}
          options={[
            { value: "stack", label: text("presentation.save.allImages") },
            { value: "image", label: text("presentation.save.thisImage") },
          ]}
          onChange={setScope}
          testId="presentation-scope"
        />
        {scope === "stack" && <LeftOut frames={leftOut(facts, detail, cell)} all={detail.frames.length} />}
        {lost(facts, cell).map((key) => (
          <p key={key} className="save-hint" data-testid={`presentation-lost-${key}`}>
            {text(`presentation.save.lost.${key}`)}
          </p>
        ))}
        {withMeasurements && offFrames > 0 && (
          <p className="save-hint" data-testid="presentation-lost-otherPlanes">
            {text("presentation.save.lost.otherPlanes", { count: offFrames })}
          </p>
        )}
        <label className="save-measurements">
          <input type="checkbox" checked={withMeasurements} onChange={(event) => setWithMeasurements(event.target.checked)} />
          {text("presentation.save.measurements")}
        </label>
        <p className="save-hint">{text("presentation.save.sendHint")}</p>
      </div>
    </Dialog>
  );
}

/** Most images that are named one by one. */
const mostNamed = 6;

/** Images of the stack that one state cannot be for, by their numbers. */
function LeftOut({ frames, all }: { readonly frames: readonly Frame[]; readonly all: number }) {
  const text = useText();
  if (frames.length === 0) return null;
  const numbers = frames.slice(0, mostNamed).map(({ instanceNumber, frameNumber }) => instanceNumber ?? frameNumber);
  const list = `${numbers.join(text("presentation.save.comma"))}${frames.length > mostNamed ? " …" : ""}`;
  return (
    <Notice tone="proposed" testId="presentation-left-out">
      {text("presentation.save.leftOut", { count: frames.length, all, list })}
    </Notice>
  );
}
