import { Pause, Play, Settings2 } from "lucide-react";
import { useState } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Cine } from "../../stores/viewport/display.ts";
import { changeCine, toggleCine } from "../../stores/viewport/movement.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import { cineRange } from "../scene/cine-order.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";

interface CineBarProps {
  readonly cell: Cell;
  readonly facts: PlaneFacts;
  readonly detail: SeriesDetail;
}

/** How cine runs, on the picture while it plays (and as long as its settings stand open): speed wished and real, order, range. */
export function CineBar({ cell, facts, detail }: CineBarProps) {
  const text = useViewportText();
  const [isOpen, setOpen] = useState(false);
  const { cine } = cell;
  if (!cine.playing && !isOpen) return null;
  const { wishedRate, realRate, dropped } = facts.cine ?? { wishedRate: undefined, realRate: 0, dropped: 0 };
  const Icon = cine.playing ? Pause : Play;
  return (
    <div className="cine-bar" data-control data-testid="cine-bar">
      <div className="cine-line">
        <button
          type="button"
          aria-label={text(cine.playing ? "cine.stop" : "cine.play")}
          data-testid="cine-toggle"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => toggleCine(cell.id)}
        >
          <Icon size={14} aria-hidden />
        </button>
        <span className="cine-rate" title={text("cine.rateTitle")}>
          {wishedRate === undefined
            ? text("cine.stopped")
            : text("cine.rate", { real: realRate === 0 ? "–" : realRate.toFixed(1), wished: written(wishedRate) })}
        </span>
        {dropped > 0 && <span className="cine-dropped">{text("cine.dropped", { count: dropped })}</span>}
        <button
          type="button"
          aria-label={text("cine.settings")}
          aria-expanded={isOpen}
          data-testid="cine-settings"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setOpen(!isOpen)}
        >
          <Settings2 size={14} aria-hidden />
        </button>
      </div>
      {isOpen && <CineSettings cell={cell} count={facts.sliceCount} detail={detail} wishedRate={wishedRate} />}
    </div>
  );
}

function CineSettings(props: {
  readonly cell: Cell;
  readonly count: number;
  readonly detail: SeriesDetail;
  readonly wishedRate: number | undefined;
}) {
  const { cell, count, detail } = props;
  const text = useViewportText();
  const { cine } = cell;
  const change = (next: Partial<Cine>) => changeCine(next, cell.id);
  const rate = cine.framesPerSecond ?? props.wishedRate ?? detail.recommendedFrameRate ?? 30;
  const [first, last] = cineRange(cine, count);
  const canPlayStacks = (detail.splits?.length ?? 1) > 1;
  return (
    // What is typed is for the fields alone; on a button the keys of the images go on.
    <fieldset
      className="cine-settings"
      onKeyDown={(event) => event.target instanceof HTMLInputElement && event.stopPropagation()}
    >
      <legend className="visually-hidden">{text("cine.settings")}</legend>
      <label>
        <span>{text("cine.speed")}</span>
        <input
          type="range"
          min={1}
          max={60}
          step={1}
          value={rate}
          data-testid="cine-speed"
          onChange={(event) => change({ framesPerSecond: Number(event.target.value) })}
        />
        <Entry
          value={rate}
          least={0.1}
          most={120}
          onChange={(framesPerSecond) => change({ framesPerSecond })}
          testId="cine-fps"
        />
        <button
          type="button"
          aria-pressed={cine.framesPerSecond === undefined}
          onClick={() => change({ framesPerSecond: undefined })}
        >
          {text("cine.recommended")}
        </button>
      </label>
      <div className="cine-line">
        {(["loop", "bounce", "once"] as const).map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={cine.mode === mode}
            data-testid={`cine-${mode}`}
            onClick={() => change({ mode })}
          >
            {text(`cine.mode.${mode}`)}
          </button>
        ))}
        {canPlayStacks && (
          <button
            type="button"
            aria-pressed={cine.along === "stacks"}
            data-testid="cine-stacks"
            onClick={() => change({ along: cine.along === "stacks" ? "slices" : "stacks" })}
          >
            {text("cine.stacks")}
          </button>
        )}
      </div>
      <div className="cine-line">
        <span>{text("cine.step")}</span>
        <Entry
          value={cine.step}
          least={1}
          most={100}
          onChange={(step) => change({ step: Math.round(step) })}
          testId="cine-step"
        />
        <span>{text("cine.from")}</span>
        <Entry value={first + 1} least={1} most={count} onChange={(n) => change({ from: n - 1 })} testId="cine-from" />
        <span>{text("cine.to")}</span>
        <Entry value={last + 1} least={1} most={count} onChange={(n) => change({ to: n - 1 })} testId="cine-to" />
      </div>
    </fieldset>
  );
}

/** A number that is taken over as soon as it is one within its bounds; what is typed meanwhile stays. */
function Entry(props: {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
  readonly testId: string;
}) {
  const [typed, setTyped] = useState<string | undefined>();
  return (
    <input
      className="cine-entry"
      inputMode="decimal"
      value={typed ?? written(props.value)}
      data-testid={props.testId}
      onChange={(event) => {
        setTyped(event.target.value);
        const next = Number(event.target.value.replace(",", "."));
        if (event.target.value.trim() !== "" && next >= props.least && next <= props.most) props.onChange(next);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

function written(value: number): string {
  return String(Number(value.toFixed(1)));
}
