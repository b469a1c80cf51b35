import { useState, useSyncExternalStore } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { calibrateFrame } from "../../stores/index.ts";
import { setTool } from "../../stores/viewport/layout.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { calibratedSpacing } from "../plane/lengths.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { useViewportText } from "../text.ts";

interface CalibrationEntryProps {
  readonly scene: PlaneScene;
  readonly facts: PlaneFacts;
  readonly detail: SeriesDetail;
}

/** While the calibrating tool is chosen: what to do, and once a line lies there, how long it is. */
export function CalibrationEntry({ scene, facts, detail }: CalibrationEntryProps) {
  const text = useViewportText();
  const isChosen = useViewportStore(({ tool }) => tool === "calibrate");
  const sketched = useSyncExternalStore(scene.sketch.subscribe, scene.sketch.sketched);
  if (!isChosen || facts.slice === undefined) return null;
  const { frame, plane } = facts.slice;
  const [from, to] = sketched?.kind === "line" ? sketched.points : [];
  const place = { sopInstanceUid: frame.sopInstanceUid, frameNumber: frame.frameNumber };
  const end = () => {
    scene.sketch.show(undefined);
    setTool("window-level");
  };
  return (
    <div className="calibration" data-control data-testid="calibration">
      {plane !== undefined ? (
        <span>{text("calibrate.inPlane")}</span>
      ) : from === undefined || to === undefined ? (
        <>
          <span>{text("calibrate.hint")}</span>
          {frame.pixelSpacingSource === "reader" && (
            <button
              type="button"
              data-testid="calibration-remove"
              onClick={() => void calibrateFrame(detail, place, undefined).then(end)}
            >
              {text("calibrate.remove")}
            </button>
          )}
        </>
      ) : (
        <KnownLength
          onCancel={end}
          onKnown={async (knownMm) => {
            const spacingMm = calibratedSpacing(facts.slice?.spacing ?? [1, 1], from, to, knownMm);
            if (spacingMm === undefined) return;
            const pointsPixel = [from, to] as const;
            if (await calibrateFrame(detail, place, { knownMm, pointsPixel, spacingMm })) end();
          }}
        />
      )}
    </div>
  );
}

function KnownLength(props: { readonly onKnown: (mm: number) => void; readonly onCancel: () => void }) {
  const text = useViewportText();
  const [typed, setTyped] = useState("");
  const mm = Number(typed.replace(",", "."));
  const isValid = Number.isFinite(mm) && mm > 0 && mm <= 10_000;
  return (
    <form
      className="cine-line"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") props.onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) props.onKnown(mm);
      }}
    >
      <label className="cine-line">
        <span>{text("calibrate.known")}</span>
        <input
          className="cine-entry"
          value={typed}
          inputMode="decimal"
          data-testid="calibration-length"
          // biome-ignore lint/a11y/noAutofocus: the reader has just drawn the line that this is the length of
          autoFocus
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <button type="submit" aria-disabled={!isValid || undefined} data-testid="calibration-apply">
        {text("calibrate.apply")}
      </button>
      <button type="button" onClick={props.onCancel}>
        {text("calibrate.cancel")}
      </button>
    </form>
  );
}
