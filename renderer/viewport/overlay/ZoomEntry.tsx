import { useState } from "react";
import { screenName, showTrueSize, usePreference } from "../../stores/index.ts";
import { fit as fitImage, holdSize } from "../../stores/viewport/movement.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";
import { CornerEntry, CornerForm } from "./CornerEntry.tsx";

interface ZoomEntryProps {
  readonly line: string;
  readonly isMinor: boolean;
  readonly hidden: boolean;
  readonly facts: PlaneFacts;
  readonly cellId: string;
}

/** The size of the picture in the corner: a click on it offers the usual ones and lets the reader type a percentage. */
export function ZoomEntry({ line, isMinor, hidden, facts, cellId }: ZoomEntryProps) {
  const text = useViewportText();
  return (
    <CornerEntry
      line={line}
      name="zoom"
      title={text("entry.zoom")}
      isMinor={isMinor}
      hidden={hidden}
      form={(close) => <ZoomForm facts={facts} cellId={cellId} onClose={close} />}
    />
  );
}

function ZoomForm({
  facts,
  cellId,
  onClose,
}: {
  readonly facts: PlaneFacts;
  readonly cellId: string;
  readonly onClose: () => void;
}) {
  const text = useViewportText();
  const [typed, setTyped] = useState(() => String(zoomPercent(facts)));
  const percent = Number(typed.replace(",", ".").replace("%", ""));
  const isValid = Number.isFinite(percent) && percent >= 1 && percent <= 10_000;
  const reason = useTrueSizeReason(facts);
  const choose = (act: () => void) => {
    act();
    onClose();
  };
  const apply = () => isValid && choose(() => holdSize({ kind: "magnification", times: percent / 100 }, cellId));
  return (
    <CornerForm name="zoom" title={text("entry.zoom")} onApply={apply} onClose={onClose}>
      <label>
        <span>%</span>
        <input
          value={typed}
          inputMode="decimal"
          data-testid="entry-zoom"
          // biome-ignore lint/a11y/noAutofocus: the reader has just asked to type here
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <button type="button" data-testid="size-fit" onClick={() => choose(() => fitImage(cellId))}>
        {text("size.fit")}
      </button>
      <button type="button" data-testid="size-width" onClick={() => choose(() => holdSize({ kind: "fit-width" }, cellId))}>
        {text("size.width")}
      </button>
      <button
        type="button"
        data-testid="size-native"
        onClick={() => choose(() => holdSize({ kind: "magnification", times: 1 }, cellId))}
      >
        {text("size.native")}
      </button>
      <button
        type="button"
        data-testid="size-true"
        aria-disabled={reason !== undefined || undefined}
        aria-description={reason}
        title={reason}
        onClick={() => reason === undefined && choose(() => showTrueSize(cellId))}
      >
        {text("size.true")}
      </button>
      {reason !== undefined && <span className="corner-reason">{reason}</span>}
    </CornerForm>
  );
}

/** Why a true size is not to be had. */
function useTrueSizeReason({ slice }: PlaneFacts): string | undefined {
  const text = useViewportText();
  const { measured } = usePreference("screens");
  if (slice?.isCalibrated !== true) return text("size.uncalibrated");
  const name = screenName();
  return measured.some(({ screen }) => screen === name) ? undefined : text("size.unmeasured");
}

/** Percent of one device pixel for a pixel of the image. */
export function zoomPercent({ magnification, pixelRatio }: PlaneFacts): number {
  const percent = magnification * pixelRatio * 100;
  return percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent);
}
