import { CircleMinus, CirclePlus, Flame, Locate, PencilLine } from "lucide-react";
import type { Finding } from "../../../src/findings/index.ts";
import { findAction, perform, reasonAgainst, useKeyOf } from "../../actions/index.ts";
import {
  hasBoundary,
  noBoundary,
  showBoundary,
  useExplanationStore,
  useReasonText,
  useSeriesStore,
  useText,
  useViewportStore,
} from "../../stores/index.ts";
import { IconButton } from "../../ui/index.ts";

const icons = { "boundary-shrink": CircleMinus, "boundary-grow": CirclePlus, "tool-boundary": PencilLine } as const;

/** Changing where a proposal ends: smaller, larger, drawn anew on a slice; and what its score rests on. */
export function BoundaryControls({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const keyOf = useKeyOf();
  const sayReason = useReasonText();
  // The reasons against them are of what the viewports show.
  const tool = useViewportStore((state) => state.tool);
  useViewportStore((state) => state.cells);
  useSeriesStore((state) => state.details);
  const isShown = useExplanationStore((state) => state.isShown);
  const explain = findAction("explanation");
  const isElsewhere = noBoundary()?.key === "action.reason.boundaryNotShown";
  if (finding.provenance.by !== "model") return null;
  return (
    <div className="finding-boundary">
      {hasBoundary(finding) && (
        <fieldset>
          <legend>{text("findings.boundary")}</legend>
          {(["boundary-shrink", "boundary-grow", "tool-boundary"] as const).map((id) => {
            const action = findAction(id);
            const reason = action && reasonAgainst(action);
            return (
              <IconButton
                key={id}
                label={text(`action.${id}`)}
                icon={icons[id]}
                hint={keyOf(id)}
                size="small"
                pressed={id === "tool-boundary" ? tool === "boundary" : undefined}
                disabledReason={reason && sayReason(reason)}
                onPress={() => action && perform(action)}
                testId={id}
              />
            );
          })}
          {isElsewhere && (
            <IconButton
              label={text("findings.boundaryShow")}
              icon={Locate}
              size="small"
              onPress={showBoundary}
              testId="boundary-show"
            />
          )}
        </fieldset>
      )}
      <IconButton
        label={text("action.explanation")}
        icon={Flame}
        hint={keyOf("explanation")}
        size="small"
        pressed={isShown}
        onPress={() => explain !== undefined && perform(explain)}
        testId="explanation-toggle"
      />
    </div>
  );
}
