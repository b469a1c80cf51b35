import { Palette, X } from "lucide-react";
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { Ribs } from "../../../src/contract/index.ts";
import { closeRibs, focusOn, openRibs, toggleRibColours, useMessageText, useRibsStore, useText } from "../../stores/index.ts";
import { Badge, Button, IconButton, Notice, ProgressBar } from "../../ui/index.ts";
import { type LaidOutRib, layOut, type PlaceOnRib, placeOf } from "./laid-out.ts";
import { RibStrip, type StripPlace } from "./RibStrip.tsx";
import { ribColour } from "./rib-masks.ts";
import "./ribs.css";

/** All ribs of a chest CT, straight and side by side: a place on them takes every viewport there. */
export function RibsPanel() {
  const text = useText();
  const { isOpen, areColoured, state, share, ribs } = useRibsStore();
  if (!isOpen) return null;
  return (
    <section className="ribs" aria-label={text("ribs.title")} data-testid="ribs" data-state={state.kind}>
      <header className="ribs-head">
        <h2>{text("ribs.title")}</h2>
        {ribs !== undefined && <Certainty ribs={ribs} />}
        <span className="ribs-hint">{ribs !== undefined && text("ribs.hint")}</span>
        <IconButton
          label={text("ribs.colours")}
          icon={Palette}
          pressed={areColoured}
          onPress={toggleRibColours}
          testId="ribs-colours"
        />
        <IconButton label={text("common.close")} icon={X} onPress={closeRibs} testId="ribs-close" />
      </header>
      {state.kind === "loading" && (
        <div className="ribs-wait">
          <p>{text("ribs.searching")}</p>
          <ProgressBar fraction={share} label={text("ribs.searching")} />
          <Button tone="quiet" onPress={closeRibs} testId="ribs-cancel">
            {text("common.cancel")}
          </Button>
        </div>
      )}
      {state.kind === "failed" && <Failed />}
      {ribs !== undefined && <Strips ribs={ribs} />}
    </section>
  );
}

function Failed() {
  const text = useText();
  const say = useMessageText();
  const { state } = useRibsStore();
  if (state.kind !== "failed") return null;
  return (
    <div className="ribs-wait">
      <Notice tone="bad" testId="ribs-error">
        {say({ kind: "error", error: state.error })}
      </Notice>
      <Button tone="quiet" onPress={() => void openRibs()}>
        {text("common.retry")}
      </Button>
    </div>
  );
}

/** How far the numbers can be trusted, and why. */
function Certainty({ ribs: { numbering } }: { readonly ribs: Ribs }) {
  const text = useText();
  const { certainty, reasons, from } = numbering;
  const told = [text(`ribs.from.${from}`), ...reasons.map((reason) => text(`ribs.reason.${reason}`))];
  return (
    <div className="ribs-certainty" data-testid="ribs-numbering" data-certainty={certainty} data-from={from}>
      <Badge tone={certainty === "certain" ? "quiet" : "proposed"}>{text(`ribs.certainty.${certainty}`)}</Badge>
      <span>{told.join(" ")}</span>
    </div>
  );
}

function Strips({ ribs }: { readonly ribs: Ribs }) {
  const all = useMemo(() => layOut(ribs), [ribs]);
  const [at, setAt] = useState<PlaceOnRib>();
  const { watchCrosshair, areColoured } = useRibsStore();
  useEffect(() => {
    const own = ribs.frameOfReferenceUid ?? ribs.seriesInstanceUid;
    return watchCrosshair?.((space, point) => space === own && setAt(placeOf(all, point, ribs.pixelMm)));
  }, [watchCrosshair, all, ribs]);
  const body = useRef<HTMLDivElement>(null);
  const widest = Math.max(1, ...all.map(({ columns }) => columns));
  const go = (rib: LaidOutRib, place: StripPlace) => {
    setAt({ rib, place });
    focusOn(rib.pointAt(place.column, place.row), ribs.frameOfReferenceUid);
  };
  const step = (from: LaidOutRib, by: 1 | -1) => {
    const own = all.filter(({ side }) => side === from.side);
    const next = own[own.indexOf(from) + by];
    if (next !== undefined) body.current?.querySelector<HTMLElement>(`[data-rib-strip="${next.side}${next.order}"]`)?.focus();
  };
  const column = (side: "R" | "L") =>
    all
      .filter((rib) => rib.side === side)
      .map((rib) => (
        <RibStrip
          key={`${rib.side}${rib.order}`}
          rib={rib}
          pixelMm={ribs.pixelMm}
          isLikely={ribs.numbering.certainty === "likely"}
          colour={areColoured ? ribColour(rib) : undefined}
          widest={widest}
          place={at?.rib === rib ? at.place : undefined}
          onGo={(place) => go(rib, place)}
          onStep={(by) => step(rib, by)}
        />
      ));
  return (
    <div
      className="ribs-body"
      ref={body}
      style={{ "--rib-count": Math.max(...all.map(({ order }) => order), 1) } as CSSProperties}
    >
      <Column side="R">{column("R")}</Column>
      <Column side="L">{column("L")}</Column>
    </div>
  );
}

function Column({ side, children }: { readonly side: "R" | "L"; readonly children: ReactNode }) {
  const text = useText();
  const name = text(side === "R" ? "ribs.rightSide" : "ribs.leftSide");
  return (
    <section className={`ribs-side ribs-side-${side}`} aria-label={name}>
      <h3>{name}</h3>
      {children}
    </section>
  );
}
