import type { CSSProperties } from "react";
import { useText } from "../../stores/index.ts";

/** Colours that lesions have, after which they begin anew. */
const COLOURS = 6;

/** The number of a lesion that is followed, in its colour, as it stands on the images. */
export function LesionBadge({ number }: { readonly number: number }) {
  const text = useText();
  const style = { "--lesion": `var(--lesion-${((number - 1) % COLOURS) + 1})` } as CSSProperties;
  return (
    <span className="lesion-badge" style={style} data-lesion={number} title={text("findings.lesion.number", { number })}>
      {number}
    </span>
  );
}
