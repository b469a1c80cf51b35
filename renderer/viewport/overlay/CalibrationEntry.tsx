import { useState, useSyncExternalStore } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { calibrateFrame } from "../../stores/index.ts";
import { setTool } from "../../stores/viewport/layout.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { Spinner, useOnce } from "../../ui/index.ts";
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
  const { press: calibrate, isBusy } = useOnce(async (...calibration: Parameters<typeof calibrateFrame>) => {
    if (await calibrateFrame(...calibration)) end();
  });
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
              aria-busy={isBusy || undefined}
              onClick={() => calibrate(detail, place, undefined)}
            >
              {isBusy && <Spinner />} {text("calibrate.remove")}
            </button>
          )}
        </>
      ) : (
        <KnownLength
          onCancel={end}
          isBusy={isBusy}
          onKnown={(knownMm) => {
            const spacingMm = calibratedSpacing(facts.slice?.spacing ?? [1, 1], from, to, knownMm);
            if (spacingMm === undefined) return;
            const pointsPixel = [from, to] as const;
            calibrate(detail, place, { knownMm, pointsPixel, spacingMm });
          }}
        />
      )}
    </div>
  );
}

function KnownLength(props: { readonly isBusy: boolean; readonly onKnown: (mm: number) => void; readonly onCancel: () => void }) {
  const { isBusy } = props;
  const text = useViewportText();
  const [typed, setTyped] = useState("");
  const mm = Number(typed.replace(",", "."));
  const isValid = Number.isFinite(mm) && mm > 0 && mm <= 10_000;
  const reason = isValid ? undefined : text("calibrate.needsLength");
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
      <button
        type="submit"
        aria-disabled={!isValid || isBusy || undefined}
        aria-busy={isBusy || undefined}
        aria-description={reason}
        title={reason}
        data-testid="calibration-apply"
      >
        {isBusy && <Spinner />} {text("calibrate.apply")}
      </button>
      <button type="button" onClick={props.onCancel}>
        {text("calibrate.cancel")}
      </button>
    </form>
  );
}
