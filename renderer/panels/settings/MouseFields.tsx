import { currentActions, useActionLabel } from "../../actions/index.ts";
import { type Preference, useText } from "../../stores/index.ts";
import { SelectField } from "../../ui/index.ts";

type Mouse = Preference<"keymap">["mouse"];

const DRAGS = ["window-level", "pan", "zoom", "scroll"] as const satisfies readonly Mouse["middle"][];
const TURNS = ["scroll", "zoom", "window-width"] as const satisfies readonly Mouse["wheel"][];

/** What the buttons and the wheel do; the left button has the tool of the toolbar. */
export function MouseFields(props: {
  readonly keymap: Preference<"keymap">;
  readonly onPut: (keymap: Preference<"keymap">) => void;
}) {
  const text = useText();
  const label = useActionLabel();
  const { keymap, onPut } = props;
  const { mouse } = keymap;
  const set = (change: Partial<Mouse>) => onPut({ ...keymap, mouse: { ...mouse, ...change } });
  const drags = DRAGS.map((value) => ({ value, label: label({ id: `tool-${value}` }) }));
  const turns = TURNS.map((value) => ({ value, label: text(`keymap.turn.${value}`) }));
  const sides = [
    { value: "", label: text("keymap.nothing") },
    ...currentActions().map((action) => ({ value: action.id, label: label(action) })),
  ];
  return (
    <section className="keymap-group">
      <h3>{text("help.mouse.title")}</h3>
      <div className="keymap-mouse">
        {(["middle", "right"] as const).map((button) => (
          <SelectField
            key={button}
            label={text(`keymap.mouse.${button}`)}
            value={mouse[button]}
            options={drags}
            onChange={(use) => set({ [button]: use })}
            testId={`keymap-mouse-${button}`}
          />
        ))}
        {(["wheel", "ctrlWheel"] as const).map((wheel) => (
          <SelectField
            key={wheel}
            label={text(`keymap.mouse.${wheel}`)}
            value={mouse[wheel]}
            options={turns}
            onChange={(use) => set({ [wheel]: use })}
            testId={`keymap-mouse-${wheel}`}
          />
        ))}
        {(["back", "forward"] as const).map((side) => (
          <SelectField
            key={side}
            label={text(`keymap.mouse.${side}`)}
            value={mouse[side] ?? ""}
            options={sides}
            onChange={(id) => set({ [side]: id === "" ? null : id })}
            testId={`keymap-mouse-${side}`}
          />
        ))}
      </div>
    </section>
  );
}
