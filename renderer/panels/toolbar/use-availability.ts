import { useEffect } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { type ImageControl, reasonFor } from "../../actions/index.ts";
import {
  drawnOn,
  knownSeries,
  needSeries,
  type Reason,
  useDrawnStore,
  useDynamicText,
  useSeriesStore,
  useText,
  useViewportStore,
} from "../../stores/index.ts";

/** The series of images in the active cell, and what can be done with it. */
export function useActiveSeriesUid(): string | undefined {
  return useViewportStore(({ cells, activeCellId }) => {
    const content = cells.find(({ id }) => id === activeCellId)?.content;
    return content === undefined || content.kind === "empty" || content.kind === "document"
      ? undefined
      : content.seriesInstanceUid;
  });
}

function useActiveSplit(): number | undefined {
  return useViewportStore(({ cells, activeCellId }) => {
    const content = cells.find(({ id }) => id === activeCellId)?.content;
    return content !== undefined && "split" in content ? content.split : undefined;
  });
}

/** What is known of the stack in the active cell. */
export function useActiveDetail(): SeriesDetail | undefined {
  const uid = useActiveSeriesUid();
  const split = useActiveSplit();
  return useSeriesStore(({ details }) => knownSeries(details, uid, split));
}

/** Says why a control is off, in words; undefined where it can be used. */
export function useAvailability(): (control: ImageControl) => string | undefined {
  const text = useText();
  const find = useDynamicText();
  const uid = useActiveSeriesUid();
  const split = useActiveSplit();
  const details = useSeriesStore((state) => state.details);
  const { cells, activeCellId } = useViewportStore();
  const drawn = useDrawnStore(({ objects }) => objects);
  useEffect(() => {
    if (uid !== undefined) void needSeries(uid, split);
  }, [uid, split]);
  const say = ({ key, issues = [] }: Reason) => {
    const sentences = issues.map(({ code, details: values }) => find(`geometry.${code}`, values) ?? code);
    return text(key, { reason: sentences.join(text("common.separator")) });
  };
  return (control) => {
    const detail = knownSeries(details, uid, split);
    const reason = reasonFor(control, cells, activeCellId, detail, drawnOn(drawn, detail).length > 0);
    return reason === undefined ? undefined : say(reason);
  };
}
