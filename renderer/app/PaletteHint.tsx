import { X } from "lucide-react";
import { useKeyOf } from "../actions/index.ts";
import { changePreference, openDialog, usePreference, usePreferenceStore, useText } from "../stores/index.ts";
import { IconButton } from "../ui/index.ts";

/** Says once, quietly, how everything is found by its name; gone for good when it is closed. */
export function PaletteHint() {
  const text = useText();
  const key = useKeyOf()("palette");
  const { closed } = usePreference("palette-hint");
  // Not before it is known whether it was closed.
  const isKnown = usePreferenceStore((state) => state.isLoaded);
  if (closed || !isKnown) return null;
  return (
    <span className="palette-hint" data-testid="palette-hint">
      <button type="button" className="palette-hint-words" onClick={() => openDialog("palette")}>
        {key !== undefined && <kbd className="kbd">{key}</kbd>}
        {text("palette.hint")}
      </button>
      <IconButton
        size="small"
        label={text("palette.hintClose")}
        icon={X}
        onPress={() => void changePreference("palette-hint", { closed: true })}
        testId="palette-hint-close"
      />
    </span>
  );
}
