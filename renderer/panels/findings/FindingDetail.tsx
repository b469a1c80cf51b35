import { Check, Copy, CornerUpLeft, Trash2, X } from "lucide-react";
import { useState } from "react";
import type { Finding } from "../../../src/findings/index.ts";
import { dateAndTime, decideAndGoOn, useFindingsStore, useText } from "../../stores/index.ts";
import { Button, IconButton, TextArea, TextField } from "../../ui/index.ts";
import { BoundaryControls } from "./BoundaryControls.tsx";
import { Comparison } from "./Comparison.tsx";
import { copyValue } from "./copy-value.ts";
import { measurementText, sizeText } from "./describe.ts";
import { useCodeText } from "./finding-text.ts";
import { ModelOrigin } from "./ModelOrigin.tsx";

/** The chosen finding: what can be decided, its numbers, name and comment, and who says so. */
export function FindingDetail({ finding }: { readonly finding: Finding }) {
  return (
    <div className="finding-detail">
      <Decisions finding={finding} />
      <BoundaryControls finding={finding} />
      <Measurements finding={finding} />
      <Comparison finding={finding} />
      <Words key={`${finding.trackingId} ${finding.comment}`} finding={finding} />
      <Origin finding={finding} />
    </div>
  );
}

function Decisions({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const { decide, remove } = useFindingsStore();
  const byModel = finding.provenance.by === "model";
  const stands = finding.status === "accepted" || finding.status === "edited";
  return (
    <div className="finding-actions">
      {!stands && (
        <Button tone="primary" icon={Check} hint="⏎" onPress={() => decideAndGoOn(finding, "accepted")} testId="finding-accept">
          {text("findings.accept")}
        </Button>
      )}
      {byModel && finding.status !== "rejected" && (
        <Button icon={X} hint="⌫" onPress={() => decideAndGoOn(finding, "rejected")} testId="finding-reject">
          {text("findings.reject")}
        </Button>
      )}
      {byModel && finding.status !== "proposed" && (
        <Button tone="quiet" icon={CornerUpLeft} onPress={() => decide(finding.id, "proposed")} testId="finding-take-back">
          {text("findings.takeBack")}
        </Button>
      )}
      {!byModel && (
        <Button tone="bad" icon={Trash2} onPress={() => remove(finding.id)} testId="finding-remove">
          {text("findings.remove")}
        </Button>
      )}
      {sizeText(finding) !== "" && (
        <IconButton
          label={text("findings.copy")}
          icon={Copy}
          size="small"
          onPress={() => void copyValue(finding)}
          testId="finding-copy"
        />
      )}
    </div>
  );
}

function Measurements({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const codeText = useCodeText();
  if (finding.measurements.length === 0 && finding.caveats.length === 0) return null;
  return (
    <>
      <dl className="finding-numbers" data-testid="finding-measurements">
        {finding.measurements.map((measurement) => (
          <div key={`${measurement.concept.value} ${measurement.unit}`}>
            <dt>{codeText(measurement.concept)}</dt>
            <dd>{measurementText(measurement)}</dd>
          </div>
        ))}
      </dl>
      {finding.caveats.map((caveat) => (
        <p key={caveat} className="finding-caveat">
          {text(`findings.caveat.${caveat}`)}
        </p>
      ))}
    </>
  );
}

/** Name and comment; kept when the field is left. */
function Words({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const edit = useFindingsStore((state) => state.edit);
  const [trackingId, setTrackingId] = useState(finding.trackingId);
  const [comment, setComment] = useState(finding.comment);
  const rejected = finding.status === "rejected";
  const keep = () => {
    const change = {
      ...(trackingId.trim() !== "" && trackingId.trim() !== finding.trackingId ? { trackingId: trackingId.trim() } : {}),
      ...(comment !== finding.comment ? { comment } : {}),
    };
    if (Object.keys(change).length > 0) void edit(finding.id, change);
  };
  if (rejected) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notices that the focus leaves both fields
    <div
      className="finding-words"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) keep();
      }}
    >
      <TextField
        label={text("findings.label")}
        beside
        value={trackingId}
        maxLength={64}
        onChange={setTrackingId}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        testId="finding-label"
      />
      <TextArea
        label={text("findings.comment")}
        beside
        value={comment}
        maxLength={4000}
        onChange={setComment}
        testId="finding-comment"
      />
    </div>
  );
}

function Origin({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const { provenance } = finding;
  const last = finding.history.at(-1);
  return (
    <div className="finding-origin">
      {provenance.by === "model" ? (
        <ModelOrigin finding={finding} provenance={provenance} />
      ) : (
        <p>{text("findings.byPerson", { name: provenance.name })}</p>
      )}
      {last !== undefined && last.from !== null && (
        <p>
          {text(`findings.decided.${last.from === last.to ? "edited" : last.to}`, { name: last.by, at: dateAndTime(last.at) })}
        </p>
      )}
    </div>
  );
}
