import type { SeriesDetail } from "../../../src/contract/index.ts";
import { openSeries, showSplit, withoutRemarks } from "../../stores/index.ts";
import type { Refusal } from "../plan.ts";
import { useGeometryText, useViewportText } from "../text.ts";
import { Blank } from "./Blank.tsx";
import { SplitSwitch } from "./SplitSwitch.tsx";

interface RefusedProps {
  readonly wish: "mpr" | "volume3d";
  readonly refusal: Refusal;
  readonly detail: SeriesDetail;
  readonly cellId: string;
}

/** Says why planes or a volume are not drawn, and offers the stack. */
export function Refused({ wish, refusal, detail, cellId }: RefusedProps) {
  const text = useViewportText();
  const geometryText = useGeometryText();
  const reasons =
    refusal.kind === "geometry"
      ? withoutRemarks(refusal.issues).map(({ code, details }) => geometryText(code, details))
      : [text(`refused.${refusal.key}`, refusal.values)];
  const openStack = () => {
    openSeries(detail.seriesInstanceUid, cellId);
    if (detail.split !== undefined) showSplit(detail.split, cellId);
  };
  return (
    <Blank title={text(`refused.${wish}`)}>
      <SplitSwitch detail={detail} cellId={cellId} />
      <ul className="blank-reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p>{text("refused.asStack")}</p>
      <button type="button" className="blank-action" onClick={openStack}>
        {text("refused.openStack")}
      </button>
    </Blank>
  );
}
