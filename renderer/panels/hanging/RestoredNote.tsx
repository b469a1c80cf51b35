import { History, X } from "lucide-react";
import { findAction, perform, useKeyOf } from "../../actions/index.ts";
import { useHangingStore, useText } from "../../stores/index.ts";
import { IconButton } from "../../ui/index.ts";

/** The study is shown as it was left, windowed, turned and zoomed as then: said until it is hung anew, or the reader has seen it. */
export function RestoredNote() {
  const text = useText();
  const keyOf = useKeyOf();
  const anew = findAction("hang-anew");
  const isRestored = useHangingStore((state) => state.isRestored);
  if (!isRestored) return null;
  return (
    <span className="hanging-restored" role="status" data-testid="view-restored">
      <History size={13} aria-hidden />
      <span>{text("hanging.restored")}</span>
      <button
        type="button"
        className="hanging-restored-anew"
        title={text("hanging.restoredHint")}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => anew && perform(anew)}
        data-testid="view-restored-anew"
      >
        {text("hanging.anew")}
        <kbd>{keyOf("hang-anew")}</kbd>
      </button>
      <IconButton
        label={text("hanging.restoredSeen")}
        icon={X}
        size="small"
        look="quiet"
        onPress={() => useHangingStore.setState({ isRestored: false })}
      />
    </span>
  );
}
