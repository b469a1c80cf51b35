import { useMemo } from "react";
import {
  type Action,
  type ActionGroup,
  actions,
  findAction,
  keysInForce,
  shownKey,
  useActionLabel,
} from "../../actions/index.ts";
import { closeDialog, openDialog, usePreference, useText } from "../../stores/index.ts";
import { Button, Dialog } from "../../ui/index.ts";
import "./help.css";

/** Every key, by what it is for, and what the mouse and fingers do. */
export function HelpDialog() {
  const text = useText();
  const preference = usePreference("keymap");
  const label = useActionLabel();
  const keys = useMemo(() => keysInForce(preference), [preference]);
  const groups = [...Map.groupBy(actions, ({ group }) => group)] as [ActionGroup, Action[]][];
  return (
    <Dialog
      title={text("help.title")}
      closeLabel={text("common.close")}
      form="wide"
      onClose={closeDialog}
      testId="help-dialog"
      footer={
        <Button onPress={() => openDialog("keys")} testId="help-change-keys">
          {text("help.change")}
        </Button>
      }
    >
      <div className="help">
        {groups.map(([group, list]) => {
          const bound = list.filter(({ id }) => (keys[id]?.length ?? 0) > 0);
          if (bound.length === 0) return null;
          return (
            <section key={group}>
              <h3>{text(`actions.group.${group}`)}</h3>
              <dl>
                {bound.map(({ id }) => (
                  <div key={id}>
                    <dt>{label({ id })}</dt>
                    <dd>
                      {keys[id]?.map((key) => (
                        <kbd key={key} className="kbd">
                          {shownKey(key)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        <MouseHelp />
      </div>
    </Dialog>
  );
}

/** What the mouse does under the keymap in force, and what fingers and a pen do. */
function MouseHelp() {
  const text = useText();
  const label = useActionLabel();
  const { mouse } = usePreference("keymap");
  const side = (id: string | null) => label(findAction(id ?? undefined) ?? { id: "", name: text("keymap.nothing") });
  const rows = [
    [text("help.mouse.left.hand"), text("help.mouse.left.does")],
    [text("keymap.mouse.middle"), label({ id: `tool-${mouse.middle}` })],
    [text("keymap.mouse.right"), label({ id: `tool-${mouse.right}` })],
    [text("help.mouse.rightClick.hand"), text("help.mouse.rightClick.does")],
    [text("keymap.mouse.wheel"), text(`keymap.turn.${mouse.wheel}`)],
    [text("keymap.mouse.ctrlWheel"), text(`keymap.turn.${mouse.ctrlWheel}`)],
    [text("help.mouse.doubleClick.hand"), text("help.mouse.doubleClick.does")],
    [text("help.mouse.ctrlClick.hand"), text("help.mouse.ctrlClick.does")],
    [text("help.mouse.shiftMove.hand"), text("help.mouse.shiftMove.does")],
    [text("keymap.mouse.back"), side(mouse.back)],
    [text("keymap.mouse.forward"), side(mouse.forward)],
  ] as const;
  const touches = TOUCHES.map((touch) => [text(`help.touch.${touch}.hand`), text(`help.touch.${touch}.does`)] as const);
  return (
    <>
      <HandRows title={text("help.mouse.title")} rows={rows} />
      <HandRows title={text("help.touch.title")} rows={touches} />
    </>
  );
}

const TOUCHES = ["one", "two", "three", "rest", "double", "pen"] as const;

function HandRows(props: { readonly title: string; readonly rows: readonly (readonly [hand: string, does: string])[] }) {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl>
        {props.rows.map(([hand, does]) => (
          <div key={hand}>
            <dt>{does}</dt>
            <dd className="quiet">{hand}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
