import type { HangingProtocol, SeriesChoice, SeriesRule } from "../../../src/contract/index.ts";
import { useLocalText, useText } from "../../stores/index.ts";
import { SelectField, TextField } from "../../ui/index.ts";
import { ListField } from "./ListField.tsx";

/** How each series of a protocol is told from the others: its first rule; those after it, for studies without such a series, stay. */
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

function SeriesPart({ choice, onChange }: { readonly choice: SeriesChoice; readonly onChange: (choice: SeriesChoice) => void }) {
  const text = useText();
  const say = useLocalText();
  const [rule, ...others] = choice.anyOf as [SeriesRule, ...SeriesRule[]];
  const change = (change: Partial<SeriesRule>) => onChange({ ...choice, anyOf: [{ ...rule, ...change }, ...others] });
  const any = { value: "", label: text("hanging.any") };
  return (
    <section className="hanging-part" data-testid="hanging-series">
      <h4>{text("hanging.series", { name: say(choice.name) })}</h4>
      <div className="hanging-fields">
        <TextField
          label={text("hanging.seriesName")}
          value={say(choice.name)}
          maxLength={80}
          onChange={(name) => onChange({ ...choice, name })}
        />
        <ListField
          label={text("hanging.description")}
          hint={text("hanging.patternHint")}
          values={rule.description}
          onChange={(description) => change({ description })}
        />
        <ListField label={text("hanging.without")} values={rule.without} onChange={(without) => change({ without })} />
        <ListField label={text("hanging.view")} values={rule.view} onChange={(view) => change({ view })} />
        <SelectField
          label={text("hanging.orientation")}
          value={rule.orientation ?? ""}
          options={[any, ...PLANES.map((plane) => ({ value: plane, label: text(`viewport.plane.${plane}`) }))]}
          onChange={(value) => change({ orientation: PLANES.find((plane) => plane === value) })}
        />
        <SelectField
          label={text("hanging.laterality")}
          value={rule.laterality ?? ""}
          options={[any, ...SIDES.map((side) => ({ value: side, label: text(`hanging.side.${side}`) }))]}
          onChange={(value) => change({ laterality: SIDES.find((side) => side === value) })}
        />
      </div>
      {others.length > 0 && <p className="hanging-heading">{text("hanging.moreRules", { count: others.length })}</p>}
    </section>
  );
}
