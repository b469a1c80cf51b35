import { openSeries } from "../../stores/index.ts";
import type { Refusal } from "../plan.ts";
import { useGeometryText, useViewportText } from "../text.ts";
import { Blank } from "./Blank.tsx";

interface RefusedProps {
  readonly wish: "mpr" | "volume3d";
  readonly refusal: Refusal;
  readonly seriesInstanceUid: string;
  readonly cellId: string;
}

/** Says why planes or a volume are not drawn, and offers the stack. */
export function Refused({ wish, refusal, seriesInstanceUid, cellId }: RefusedProps) {
  const text = useViewportText();
  const geometryText = useGeometryText();
  const reasons =
    refusal.kind === "geometry"
      ? refusal.issues.map(({ code, details }) => geometryText(code, details))
      : [text(`refused.${refusal.key}`, refusal.values)];
  return (
    <Blank title={text(`refused.${wish}`)}>
      <ul className="blank-reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p>{text("refused.asStack")}</p>
      <button type="button" className="blank-action" onClick={() => openSeries(seriesInstanceUid, cellId)}>
        {text("refused.openStack")}
      </button>
    </Blank>
  );
}
