import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import type { HangingProtocol, SeriesChoice, SeriesRule } from "../../../src/contract/index.ts";
import { useLocalText, useText } from "../../stores/index.ts";
import { Button, IconButton, SelectField, TextField } from "../../ui/index.ts";
import { CountField } from "./CountField.tsx";
import { ListField } from "./ListField.tsx";

/** How each series of a protocol is told from the others: by its first rule that any series satisfies. */
export function SeriesFields({
  draft,
  onChange,
}: {
  readonly draft: HangingProtocol;
  readonly onChange: (draft: HangingProtocol) => void;
}) {
  const change = (key: string, choice: SeriesChoice) => onChange({ ...draft, series: { ...draft.series, [key]: choice } });
  return Object.entries(draft.series).map(([key, choice]) => (
    <SeriesPart key={key} choice={choice} onChange={(next) => change(key, next)} />
  ));
}

const PLANES = ["AXIAL", "SAGITTAL", "CORONAL"] as const;
const SIDES = ["R", "L", "B"] as const;

/** As many as a protocol may have. */
const RULES_MOST = 12;

function SeriesPart({ choice, onChange }: { readonly choice: SeriesChoice; readonly onChange: (choice: SeriesChoice) => void }) {
  const text = useText();
  const say = useLocalText();
  const { anyOf } = choice;
  const put = (rules: SeriesRule[]) => onChange({ ...choice, anyOf: rules });
  const move = (at: number, by: 1 | -1) => {
    const rule = anyOf[at];
    if (rule !== undefined) put(anyOf.toSpliced(at, 1).toSpliced(at + by, 0, rule));
  };
  return (
    <section className="hanging-part" data-testid="hanging-series">
      <h4>{text("hanging.series", { name: say(choice.name) })}</h4>
      <TextField
        label={text("hanging.seriesName")}
        value={say(choice.name)}
        maxLength={80}
        onChange={(name) => onChange({ ...choice, name })}
      />
      {anyOf.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place
        <div className="hanging-rule" key={at} data-testid="hanging-rule">
          <RuleFields rule={rule} onChange={(next) => put(anyOf.toSpliced(at, 1, next))} />
          <div className="hanging-actions">
            <IconButton
              label={text("hanging.ruleUp")}
              icon={ArrowUp}
              size="small"
              disabledReason={at === 0 ? text("hanging.isFirst") : undefined}
              onPress={() => move(at, -1)}
            />
            <IconButton
              label={text("hanging.ruleDown")}
              icon={ArrowDown}
              size="small"
              disabledReason={at === anyOf.length - 1 ? text("hanging.isLast") : undefined}
              onPress={() => move(at, 1)}
            />
            <IconButton
              label={text("hanging.removeRule")}
              icon={Trash2}
              size="small"
              disabledReason={anyOf.length === 1 ? text("hanging.lastRule") : undefined}
              onPress={() => put(anyOf.toSpliced(at, 1))}
            />
          </div>
        </div>
      ))}
      <div className="hanging-actions">
        <Button
          icon={Plus}
          onPress={() => put([...anyOf, { modality: anyOf[0]?.modality }])}
          disabledReason={anyOf.length >= RULES_MOST ? text("hanging.rulesMost") : undefined}
          testId="hanging-add-rule"
        >
          {text("hanging.addRule")}
        </Button>
      </div>
    </section>
  );
}

function RuleFields({ rule, onChange }: { readonly rule: SeriesRule; readonly onChange: (rule: SeriesRule) => void }) {
  const text = useText();
  const change = (part: Partial<SeriesRule>) => onChange({ ...rule, ...part });
  const any = { value: "", label: text("hanging.any") };
  return (
    <div className="hanging-fields">
      <ListField
        label={text("hanging.description")}
        hint={text("hanging.patternHint")}
        values={rule.description}
        onChange={(description) => change({ description })}
      />
      <ListField label={text("hanging.without")} values={rule.without} onChange={(without) => change({ without })} />
      <ListField label={text("hanging.kernel")} values={rule.kernel} onChange={(kernel) => change({ kernel })} />
      <ListField label={text("hanging.bodyPart")} values={rule.bodyPart} onChange={(bodyPart) => change({ bodyPart })} />
      <ListField label={text("hanging.view")} values={rule.view} onChange={(view) => change({ view })} />
      <SelectField
        label={text("hanging.orientation")}
        value={rule.orientation ?? ""}
        options={[any, ...PLANES.map((plane) => ({ value: plane, label: text(`viewport.plane.${plane}`) }))]}
        onChange={(value) => change({ orientation: PLANES.find((plane) => plane === value) })}
      />
      <SelectField
        label={text("hanging.contrast")}
        value={rule.contrast === undefined ? "" : `${rule.contrast}`}
        options={[any, ...(["true", "false"] as const).map((value) => ({ value, label: text(`hanging.contrastIs.${value}`) }))]}
        onChange={(value) => change({ contrast: value === "" ? undefined : value === "true" })}
      />
      <SelectField
        label={text("hanging.laterality")}
        value={rule.laterality ?? ""}
        options={[any, ...SIDES.map((side) => ({ value: side, label: text(`hanging.side.${side}`) }))]}
        onChange={(value) => change({ laterality: SIDES.find((side) => side === value) })}
      />
      <CountField
        label={text("hanging.framesLeast")}
        value={rule.framesLeast}
        onChange={(framesLeast) => change({ framesLeast })}
        testId="hanging-frames-least"
      />
      <CountField
        label={text("hanging.framesMost")}
        value={rule.framesMost}
        onChange={(framesMost) => change({ framesMost })}
        testId="hanging-frames-most"
      />
      <SelectField
        label={text("hanging.another")}
        value={rule.another === true ? "another" : ""}
        options={[any, { value: "another", label: text("hanging.anotherIs") }]}
        onChange={(value) => change({ another: value === "" ? undefined : true })}
        testId="hanging-another"
      />
    </div>
  );
}
