import { ChevronLeft, ChevronRight } from "lucide-react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { neighbourSplit, showSplit, useSplitName } from "../../stores/index.ts";
import { Menu, MenuItem, Tooltip } from "../../ui/index.ts";
import { useViewportText } from "../text.ts";

/** Which of a series' stacks is shown, and the way to the others; nothing where there is only one. */
export function SplitSwitch({ detail, cellId }: { readonly detail: SeriesDetail; readonly cellId: string }) {
  const text = useViewportText();
  const name = useSplitName();
  const splits = detail.splits ?? [];
  const at = splits.findIndex(({ index }) => index === detail.split);
  const shown = splits[at];
  if (splits.length < 2 || shown === undefined) return null;
  const step = (by: 1 | -1) => {
    const to = neighbourSplit(detail, by);
    const Icon = by === 1 ? ChevronRight : ChevronLeft;
    const label = text(by === 1 ? "split.next" : "split.previous");
    const reason = to === undefined ? text(by === 1 ? "split.isLast" : "split.isFirst") : undefined;
    return (
      <Tooltip text={label} reason={reason}>
        <button
          type="button"
          className="split-step"
          aria-label={label}
          aria-disabled={to === undefined || undefined}
          aria-description={reason}
          data-testid={by === 1 ? "split-next" : "split-previous"}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => to !== undefined && showSplit(to, cellId)}
        >
          <Icon size={14} aria-hidden />
        </button>
      </Tooltip>
    );
  };
  return (
    <div className="split-switch" data-control data-split={shown.index} data-split-count={splits.length}>
      {step(-1)}
      <Menu
        label={text("split.label")}
        shown={text("split.shown", { name: name(shown), n: at + 1, total: splits.length })}
        testId="split-menu"
      >
        {(close) =>
          splits.map((split) => (
            <MenuItem
              key={split.index}
              checked={split.index === shown.index}
              detail={text("split.images", { count: split.frameCount })}
              onPress={() => {
                showSplit(split.index, cellId);
                close();
              }}
              testId={`split-${split.index}`}
            >
              {name(split)}
            </MenuItem>
          ))
        }
      </Menu>
      {step(1)}
    </div>
  );
}
