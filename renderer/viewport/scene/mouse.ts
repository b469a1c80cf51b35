import { currentPreference } from "../../stores/preference-store.ts";

type Mouse = ReturnType<typeof currentPreference<"keymap">>["mouse"];
type DragUse = Mouse["middle"];

/** What a pressed button does under the reader's keymap; undefined: the tool that is chosen; "none" for buttons that have no drag. */
export function dragUse({ button }: { readonly button: number }): DragUse | "none" | undefined {
  const { middle, right } = currentPreference("keymap").mouse;
  if (button === 0) return undefined;
  return button === 1 ? middle : button === 2 ? right : "none";
}

/** What the wheel does, alone and with Ctrl. */
export function wheelUse(isWithCtrl: boolean): Mouse["wheel"] {
  const { wheel, ctrlWheel } = currentPreference("keymap").mouse;
  return isWithCtrl ? ctrlWheel : wheel;
}
