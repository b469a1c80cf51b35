import type { Analysis } from "../../../src/contract/index.ts";
import { useDynamicText, useText } from "../../stores/index.ts";

type Note = NonNullable<Analysis["engine"]>["notes"][number];

/** Why parts of a run fell back to this computer's processor, each reason once; what follows a server's reason (a status, a tensor) as it is. */
export function useFallbackText(): (notes: readonly Note[]) => string {
  const text = useText();
  const find = useDynamicText();
  return (notes) => {
    const reasons = notes.map(({ code, details }) => {
      const [reason = code, ...what] = code === "remote-failed" ? String(details.reason ?? code).split(": ") : [code];
      const said = find(`ai.fallbackReason.${reason}`) ?? reason;
      return what.length === 0 ? said : text("ai.fallbackDetail", { reason: said, detail: what.join(": ") });
    });
    return [...new Set(reasons)].join(text("common.listSeparator"));
  };
}
