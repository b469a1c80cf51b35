import type { Finding } from "../../../src/findings/index.ts";
import { vertebraNames } from "../../../src/findings/index.ts";
import { chooseVertebra, useMeasuringStore } from "../../stores/viewport/measuring.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { FIRST_VERTEBRA, lastLabel } from "../measurement/next-vertebra.ts";
import type { Space } from "../measurement/seen.ts";
import { useViewportText } from "../text.ts";

interface SpineControlProps {
  readonly cellId: string;
  readonly findings: readonly Finding[];
  readonly space: Space;
}

/** Which vertebra the next click labels, while spines are labelled: chosen, or counted on from the last label. */
export function SpineControl({ cellId, findings, space }: SpineControlProps) {
  const text = useViewportText();
  const isOn = useViewportStore(({ tool, activeCellId }) => tool === "spine" && activeCellId === cellId);
  const vertebra = useMeasuringStore((state) => state.vertebra);
  if (!isOn) return null;
  const last = lastLabel(findings, space)?.name;
  return (
    <label className="spine-control" data-control>
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
  );
}
