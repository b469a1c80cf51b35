import { ArrowDown, ArrowUp, SkipForward } from "lucide-react";
import { type Finding, labelledVertebra, neighbourVertebra, vertebraNames } from "../../../src/findings/index.ts";
import { chooseSpineDirection, chooseVertebra, useMeasuringStore } from "../../stores/viewport/measuring.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import type { Measuring } from "../measurement/measuring.ts";
import { FIRST_VERTEBRA, lastLabel } from "../measurement/next-vertebra.ts";
import { relabelledFrom } from "../measurement/spine.ts";
import { useViewportText } from "../text.ts";

interface SpineControlProps {
  readonly cellId: string;
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly measuring: Measuring;
}

/** Which vertebra the next click labels, while spines are labelled: chosen, or counted on from the last label; up or down, some left out. */
export function SpineControl({ cellId, findings, selectedFindingId, measuring }: SpineControlProps) {
  const text = useViewportText();
  const isOn = useViewportStore(({ tool, activeCellId }) => tool === "spine" && activeCellId === cellId);
  const vertebra = useMeasuringStore((state) => state.vertebra);
  const direction = useMeasuringStore((state) => state.spineDirection);
  if (!isOn) return null;
  const last = lastLabel(findings, measuring.space)?.name;
  const step = direction === "up" ? -1 : 1;
  const next = vertebra ?? (last === undefined ? FIRST_VERTEBRA : neighbourVertebra(last, step));
  return (
    <div className="spine-control" data-control>
      <label>
        {text("measure.nextVertebra")}
        <select
          value={vertebra ?? ""}
          data-testid="spine-next"
          onChange={({ target }) => chooseVertebra(vertebraNames.find((name) => name === target.value))}
        >
          <option value="">{last === undefined ? FIRST_VERTEBRA : text("measure.countOn", { name: last })}</option>
          {vertebraNames.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {(["up", "down"] as const).map((way) => (
        <button
          key={way}
          type="button"
          aria-pressed={direction === way}
          aria-label={text(`measure.spine.${way}`)}
          title={text(`measure.spine.${way}`)}
          data-testid={`spine-${way}`}
          onClick={() => chooseSpineDirection(direction === way ? "auto" : way)}
        >
          {way === "up" ? <ArrowUp size={14} aria-hidden /> : <ArrowDown size={14} aria-hidden />}
        </button>
      ))}
      <button
        type="button"
        aria-label={text("measure.spine.skip", { name: next })}
        title={text("measure.spine.skip", { name: next })}
        data-testid="spine-skip"
        onClick={() => chooseVertebra(neighbourVertebra(next, step))}
      >
        <SkipForward size={14} aria-hidden />
      </button>
      <Relabel findings={findings} selectedFindingId={selectedFindingId} measuring={measuring} direction={direction} />
    </div>
  );
}

/** Another name for the label that is chosen, and for those beyond it. */
function Relabel(
  props: Omit<SpineControlProps, "cellId"> & {
    readonly direction: "auto" | "up" | "down";
  },
) {
  const { findings, selectedFindingId, measuring, direction } = props;
  const text = useViewportText();
  const chosen = findings.find(({ id, status }) => id === selectedFindingId && status !== "rejected");
  const from = chosen && labelledVertebra(chosen);
  if (from === undefined) return null;
  const way = direction === "up" ? "up" : "down";
  const choices = vertebraNames.flatMap((to) => {
    const labels = relabelledFrom(findings, measuring.space, { from, to, direction: way });
    return labels === undefined ? [] : [{ to, labels }];
  });
  return (
    <label>
      {text(`measure.spine.relabel.${way}`)}
      <select
        value={from}
        data-testid="spine-relabel"
        onChange={({ target }) => measuring.relabel(choices.find(({ to }) => to === target.value)?.labels ?? [])}
      >
        {choices.map(({ to }) => (
          <option key={to} value={to}>
            {to}
          </option>
        ))}
      </select>
    </label>
  );
}
