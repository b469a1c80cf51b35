import { Link2, Unlink2, X } from "lucide-react";
import { useCallback, useSyncExternalStore } from "react";
import { directionLetters } from "../../../src/geometry/index.ts";
import { sharesWindow, toggleApart, unlinkByHand } from "../../stores/viewport/linking.ts";
import { type Cell, useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { type Offset, offsetOf } from "../linking/hand-links.ts";
import { sharedKinds } from "../linking/partners.ts";
import type { Hub } from "../scene/hub.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { useViewportText } from "../text.ts";

interface LinkMarksProps {
  readonly hub: Hub;
  readonly scene: PlaneScene;
  readonly facts: PlaneFacts;
  readonly cell: Cell;
}

/** Whether a viewport goes with others, and what a reader has linked by hand: in words, until it is unlinked. */
export function LinkMarks({ hub, scene, facts, cell }: LinkMarksProps) {
  const { scrollSync, linking } = useViewportStore();
  const plane = facts.slice?.plane;
  const place = { space: scene.space, series: scene.pixels.detail.seriesInstanceUid };
  const offset = plane === undefined ? undefined : offsetOf(linking.byHand, { ...place, plane });
  return (
    <div className="link-marks" data-control>
      {offset !== undefined && (
        <HandLinkMark offset={offset} isPaused={!scrollSync || cell.isApart} onUnlink={() => unlinkByHand(place)} />
      )}
      {facts.beyondMm !== undefined && scrollSync && <BeyondMark mm={facts.beyondMm} />}
      <GroupMark hub={hub} scene={scene} facts={facts} cell={cell} />
    </div>
  );
}

const signed = (mm: number) => `${mm < -0.05 ? "−" : "+"}${Math.abs(mm).toFixed(1)}`;

function HandLinkMark(props: { readonly offset: Offset; readonly isPaused: boolean; readonly onUnlink: () => void }) {
  const { offset, isPaused, onUnlink } = props;
  const text = useViewportText();
  const mm = offset.offsetsMm.map(signed).join(" / ");
  const direction = directionLetters(offset.axis).slice(0, 1);
  const { kind, isRestored } = offset;
  const said = text(isPaused ? "link.paused" : kind === "series" ? "link.shifted" : "link.byHand", { mm });
  return (
    <span
      className="link-by-hand"
      data-linked-by-hand={mm}
      data-link-kind={kind}
      data-restored={isRestored}
      data-paused={isPaused}
      title={[text("link.toward", { mm, direction }), ...(isRestored ? [text("link.restoredHint")] : [])].join(" ")}
    >
      {said}
      {isRestored && <span className="link-restored">{text("link.restored")}</span>}
      <button
        type="button"
        className="link-button"
        aria-label={text("link.unlink")}
        title={text("link.unlink")}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onUnlink}
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}

function BeyondMark({ mm }: { readonly mm: number }) {
  const text = useViewportText();
  return (
    <span className="link-beyond" data-link-beyond={mm.toFixed(1)}>
      {text("link.beyond", { mm: mm.toFixed(0) })}
    </span>
  );
}

function GroupMark({ hub, scene, facts, cell }: LinkMarksProps) {
  const text = useViewportText();
  const { scrollSync, linking, cells } = useViewportStore();
  const { space, links } = scene;
  const series = scene.pixels.detail.seriesInstanceUid;
  const plane = facts.slice?.plane;
  const shared = useSyncExternalStore(
    hub.subscribe,
    useCallback(() => {
      const others = hub.shownBeside(links.name).filter(({ isApart }) => !isApart);
      return sharedKinds({ space, series, plane }, others, { ...linking, scroll: scrollSync }).join(" ");
    }, [hub, links, space, series, plane, linking, scrollSync]),
  );
  const inCell = { ...cell, isApart: false };
  const windows = cells.some((other) => other.id !== cell.id && sharesWindow(inCell, other));
  const kinds = [...shared.split(" ").filter(Boolean), ...(windows ? ["window"] : [])];
  if (kinds.length === 0) return null;
  const what = kinds.map((kind) => text(`link.kind.${kind}`)).join(text("link.and"));
  const label = cell.isApart ? text("link.apart") : text("link.in", { what });
  const Icon = cell.isApart ? Unlink2 : Link2;
  return (
    <button
      type="button"
      className="link-button"
      data-testid="link-mark"
      data-linked={cell.isApart ? "" : kinds.join(" ")}
      aria-pressed={!cell.isApart}
      aria-label={label}
      title={label}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => toggleApart(cell.id)}
    >
      <Icon size={14} aria-hidden />
    </button>
  );
}
