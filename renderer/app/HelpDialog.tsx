import { useMemo } from "react";
import { type Action, type ActionGroup, actions, keysInForce, shownKey, useActionLabel } from "../actions/index.ts";
import { closeDialog, openDialog, usePreference, useText } from "../stores/index.ts";
import { Button, Dialog } from "../ui/index.ts";

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

const GESTURES = ["left", "middle", "right", "wheel", "ctrlWheel", "doubleClick", "ctrlClick"] as const;

function MouseHelp() {
  const text = useText();
  return (
    <section>
      <h3>{text("help.mouse.title")}</h3>
      <dl>
        {GESTURES.map((gesture) => (
          <div key={gesture}>
            <dt>{text(`help.mouse.${gesture}.does`)}</dt>
            <dd className="quiet">{text(`help.mouse.${gesture}.hand`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
