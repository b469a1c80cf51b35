import "./fidelity.css";
import { memo, useEffect, useId, useRef, useState } from "react";
import { useText } from "../../stores/index.ts";
import { type Fidelity, factorName, fidelityNames, severityOf } from "./fidelity.ts";

type Text = ReturnType<typeof useText>;

/**
 * Whether the picture is what was measured, always in the same corner: one word, the gravest; under the pointer, on focus and on a click
 * what each means for measuring. It is drawn again only when what it says changes.
 */
export const FidelityBadge = memo(
  function FidelityBadge({ list }: { readonly list: readonly Fidelity[] }) {
    const text = useText();
    const id = useId();
    const button = useRef<HTMLButtonElement>(null);
    const panel = useRef<HTMLDivElement>(null);
    const [isOpen, setOpen] = useState(false);
    const [isPinned, setPinned] = useState(false);
    const [first] = list;
    const isShown = (isOpen || isPinned) && first !== undefined;
    useEffect(() => {
      if (!isShown || panel.current === null || button.current === null) return;
      panel.current.showPopover();
      placeAbove(panel.current, button.current);
    }, [isShown]);
    if (first === undefined) return null;
    const name = shortName(first, text);
    return (
      <div className="fidelity" data-control data-severity={severityOf(first)}>
        <button
          ref={button}
          type="button"
          className="fidelity-name"
          aria-expanded={isShown}
          aria-controls={isShown ? id : undefined}
          aria-label={`${text("fidelity.label")}: ${list.map((one) => shortName(one, text)).join(", ")}`}
          data-testid="fidelity"
          onMouseDown={(event) => event.preventDefault()}
          onPointerEnter={({ pointerType }) => pointerType !== "touch" && setOpen(true)}
          onPointerLeave={() => setOpen(false)}
          onFocus={({ target }) => target.matches(":focus-visible") && setOpen(true)}
          onBlur={() => {
            setOpen(false);
            setPinned(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || !isShown) return;
            event.stopPropagation();
            setOpen(false);
            setPinned(false);
          }}
          onClick={() => setPinned(!isPinned)}
        >
          <i aria-hidden="true" />
          <span className="fidelity-words">
            {list.length === 1 ? name : text("fidelity.more", { first: name, count: list.length - 1 })}
          </span>
        </button>
        {isShown && (
          <div ref={panel} id={id} role="tooltip" popover="manual" className="fidelity-meaning">
            {list.map((one) => (
              <p key={one.kind} data-severity={severityOf(one)}>
                <strong>{shortName(one, text)}</strong> {meaning(one, text)}
              </p>
            ))}
          </div>
        )}
      </div>
    );
  },
  (before, after) => JSON.stringify(before.list) === JSON.stringify(after.list),
);

/** What tests read. */
export function fidelityAttribute(list: readonly Fidelity[]): { readonly "data-fidelity"?: string } {
  return list.length === 0 ? {} : { "data-fidelity": fidelityNames(list) };
}

function shortName(fidelity: Fidelity, text: Text): string {
  switch (fidelity.kind) {
    case "lossy":
      return fidelity.ratio === undefined
        ? text("fidelity.lossyUnknown")
        : text("fidelity.lossy", { ratio: Number(fidelity.ratio.toFixed(1)) });
    case "reduced":
      return text("fidelity.reduced", { factor: factorName(fidelity.factors, " × ") });
    case "slab":
      return text("fidelity.slab", { mm: Number(fidelity.thicknessMm.toFixed(1)) });
    case "incomplete":
      return text("fidelity.incomplete", { loaded: fidelity.loaded, total: fidelity.total });
    default:
      return text(`fidelity.${fidelity.kind}`);
  }
}

function meaning(fidelity: Fidelity, text: Text): string {
  switch (fidelity.kind) {
    case "reduced":
      return text("fidelity.reducedMeans", { factor: fidelity.factors.join(" × ") });
    case "interpolated":
      return text("fidelity.interpolatedTiltMeans");
    case "slab":
      return text("fidelity.slabMeans", { mode: text(`fidelity.slabMode.${fidelity.mode}`) });
    case "incomplete":
      if (fidelity.why === "loading") return text("fidelity.incompleteLoadingMeans");
      return text(fidelity.why === "cut" ? "fidelity.incompleteCutMeans" : "fidelity.incompleteMissingMeans");
    default:
      return text(`fidelity.${fidelity.kind}Means`);
  }
}

const GAP_PX = 6;

function placeAbove(panel: HTMLElement, anchor: HTMLElement): void {
  const [own, box] = [panel.getBoundingClientRect(), anchor.getBoundingClientRect()];
  panel.style.left = `${Math.max(GAP_PX, box.right - own.width)}px`;
  panel.style.top = `${Math.max(GAP_PX, box.top - own.height - GAP_PX)}px`;
}
