import { useState } from "react";
import type { Frame } from "../../../src/contract/index.ts";
import type { SuvType } from "../../stores/viewport/display.ts";
import { setWindow } from "../../stores/viewport/looks.ts";
import { shownValues } from "../measurement/shown-values.ts";
import type { Window } from "../plane/voi.ts";
import { useViewportText } from "../text.ts";
import { CornerEntry, CornerForm } from "./CornerEntry.tsx";

interface WindowEntryProps {
  readonly line: string;
  readonly window: Window;
  readonly frame: Frame;
  readonly suvType: SuvType;
  readonly cellId: string;
}

/** Width and centre in the corner: a click on them lets the reader type both. */
export function WindowEntry({ line, window, frame, suvType, cellId }: WindowEntryProps) {
  const text = useViewportText();
  return (
    <CornerEntry
      line={line}
      name="window"
      title={text("entry.window")}
      form={(close) => <WindowForm window={window} frame={frame} suvType={suvType} cellId={cellId} onClose={close} />}
    />
  );
}

function WindowForm(props: {
  readonly window: Window;
  readonly frame: Frame;
  readonly suvType: SuvType;
  readonly cellId: string;
  readonly onClose: () => void;
}) {
  const { window, frame, suvType, cellId, onClose } = props;
  const text = useViewportText();
  const { slope, intercept } = shownValues(frame, suvType).line ?? { slope: 1, intercept: 0 };
  const [width, setWidth] = useState(() => written(window.width * slope));
  const [center, setCenter] = useState(() => written(window.center * slope + intercept));
  const numbers = [width, center].map((typed) => (typed.trim() === "" ? Number.NaN : Number(typed.replace(",", "."))));
  const [nextWidth, nextCenter] = [(numbers[0] as number) / slope, ((numbers[1] as number) - intercept) / slope];
  const isValid = Number.isFinite(nextCenter) && Number.isFinite(nextWidth) && nextWidth > 0;
  const reason = isValid ? undefined : text("entry.needsNumbers");
  const apply = () => {
    if (!isValid) return;
    setWindow({ ...window, center: nextCenter, width: nextWidth }, cellId);
    onClose();
  };
  const field = (label: string, value: string, change: (value: string) => void, testId: string, isFirst: boolean) => (
    <label>
      <span>{label}</span>
      <input
        value={value}
        inputMode="decimal"
        data-testid={testId}
        // biome-ignore lint/a11y/noAutofocus: the reader has just asked to type here
        autoFocus={isFirst}
        onFocus={(event) => event.target.select()}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
  return (
    <CornerForm name="window" title={text("entry.window")} onApply={apply} onClose={onClose}>
      {field(text("entry.width"), width, setWidth, "entry-width", true)}
      {field(text("entry.center"), center, setCenter, "entry-center", false)}
      <button
        type="submit"
        aria-disabled={!isValid || undefined}
        aria-description={reason}
        title={reason}
        data-testid="entry-apply"
      >
        {text("entry.apply")}
      </button>
    </CornerForm>
  );
}

function written(value: number): string {
  return String(Number(value.toPrecision(6)));
}
