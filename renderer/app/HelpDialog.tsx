import { closeDialog, useText } from "../stores/index.ts";
import { Dialog } from "../ui/index.ts";
import { type Keymap, type ShortcutGroup, shownKey } from "./shortcuts.ts";

const GROUPS: readonly ShortcutGroup[] = ["images", "view", "windows", "findings", "general"];

/** Every key, by what it is for, and what the mouse does. */
export function HelpDialog({ keymap }: { readonly keymap: Keymap }) {
  const text = useText();
  return (
    <Dialog title={text("help.title")} closeLabel={text("common.close")} form="wide" onClose={closeDialog} testId="help-dialog">
      <div className="help">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{text(`help.group.${group}`)}</h3>
            <dl>
              {keymap
                .filter((shortcut) => shortcut.group === group)
                .map(({ action, keys }) => (
                  <div key={action}>
                    <dt>{text(`help.action.${action}`)}</dt>
                    <dd>
                      {keys.map((key) => (
                        <kbd key={key} className="kbd">
                          {shownKey(key)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
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
