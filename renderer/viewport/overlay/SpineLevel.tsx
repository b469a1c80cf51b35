import type { Finding } from "../../../src/findings/index.ts";
import type { Space } from "../measurement/seen.ts";
import { levelOf } from "../measurement/spine.ts";
import type { Slice } from "../plane/slice.ts";
import { useViewportText } from "../text.ts";

interface SpineLevelProps {
  readonly findings: readonly Finding[];
  readonly space: Space;
  readonly slice: Slice | undefined;
}

/** At which vertebra an axial slice lies, where the spine was labelled. */
export function SpineLevel({ findings, space, slice }: SpineLevelProps) {
  const text = useViewportText();
  const level = levelOf(findings, space, slice?.plane);
  if (level === undefined) return null;
  return <span data-line="level">{text("measure.level", { level })}</span>;
}
