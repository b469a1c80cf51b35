import { useLocalText } from "../stores/index.ts";
import type { MissingSeries as Missing } from "../stores/viewport/layout-types.ts";
import { Blank } from "./overlay/Blank.tsx";
import { useViewportText } from "./text.ts";

/** A cell that a hanging protocol keeps for a series which is not there: which one, and of which study. */
export function MissingSeries({ missing }: { readonly missing: Missing }) {
  const text = useViewportText();
  const say = useLocalText();
  const { name, study, isStudyMissing } = missing;
  const reason = study === 0 ? "missing.inStudy" : isStudyMissing ? "missing.noPrior" : "missing.inPrior";
  return (
    <Blank title={text("missing.title", { name: say(name) })}>
      <p>{text(reason)}</p>
      <p>{text("missing.hint")}</p>
    </Blank>
  );
}
