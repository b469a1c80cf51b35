import { useLabelsStore, useMessageText, useText } from "../../stores/index.ts";
import { Notice } from "../../ui/index.ts";

/** What the export came to: where it lies and how much, what was left out and why, or what went wrong. */
export function LabelsOutcome() {
  const text = useText();
  const say = useMessageText();
  const outcome = useLabelsStore((state) => state.outcome);
  if (outcome === undefined) return null;
  if ("error" in outcome)
    return (
      <Notice tone="bad" testId="labels-failed">
        {say({ kind: "error", error: outcome.error })}
      </Notice>
    );
  const { directory, studies, decisions, annotations, segments, images, leftOut } = outcome.done;
  return (
    <div className="labels-outcome" role="status" data-testid="labels-outcome" data-directory={directory}>
      <p>{text("labels.done", { studies, decisions, annotations, segments, images })}</p>
      <p className="labels-path">{directory}</p>
      {leftOut.map(({ reason, count }) => (
        <p key={reason} className="quiet">
          {text(`labels.leftOut.${reason}`, { count })}
        </p>
      ))}
    </div>
  );
}
