import type { OverlayPlane, Shutter } from "../../../src/contract/index.ts";
import type { OverlayShelf } from "../pixels/overlay-shelf.ts";
import { hiddenPixels, overlayBit } from "../plane/shutter.ts";
import type { Slice } from "../plane/slice.ts";
import type { DrawnOverlay } from "../plane/slice-painter.ts";
import type { Greys } from "../plane/window.ts";
import type { PresentationLook } from "../presentation/look.ts";
import type { Intent } from "./plane-facts.ts";

/** What lies over an image as the overlay tells it. */
export interface LayerFacts {
  readonly overlayCount: number;
  /** Part of the image is hidden by its shutter. */
  readonly isShuttered: boolean;
  /** Bits are on their way, or cannot be had. */
  readonly isLoading: boolean;
  readonly lacksOverlay: boolean;
}

export interface Layers {
  readonly overlays: readonly DrawnOverlay[];
  readonly shutter: Greys["shutter"];
  readonly facts: LayerFacts;
}

export const noLayers: Layers = {
  overlays: [],
  shutter: undefined,
  facts: { overlayCount: 0, isShuttered: false, isLoading: false, lacksOverlay: false },
};

/** Overlay planes and shutter of the frames that a stack shows. */
export class LayerReader {
  readonly #shelf: OverlayShelf;
  readonly #onCome: () => void;
  #mask: { readonly key: string; readonly bits: Uint8Array | undefined; readonly shutter: Greys["shutter"] } | undefined;

  /** @param onCome bits that were missing have come: read again */
  constructor(shelf: OverlayShelf, onCome: () => void) {
    this.#shelf = shelf;
    this.#onCome = onCome;
  }

  /** @param look a presentation state that is applied: it alone says which overlays are drawn and what is shuttered */
  read(slice: Slice, intent: Intent, look?: PresentationLook): Layers {
    return look === undefined ? this.#ownLayers(slice, intent) : this.#stateLayers(slice, intent, look);
  }

  #stateLayers(slice: Slice, { showsOverlays, showsShutter, presentation }: Intent, look: PresentationLook): Layers {
    const layerOf = (name: string) => look.layers.get(name) ?? { index: -1, word: undefined };
    const isShown = (name: string) => showsOverlays && !(presentation?.hiddenLayers.includes(layerOf(name).index) ?? false);
    const activated = (slice.frame.overlays ?? []).flatMap((plane) => {
      const layer = look.activations.get(plane.group);
      return layer === undefined || !isShown(layer) ? [] : [{ plane, layer }];
    });
    const come = activated.map((one) => ({ ...one, bits: this.#shelf.bits(slice.frame, one.plane.group, this.#onCome) }));
    const own = look.overlays.filter(({ plane }) => plane.layer !== "" && isShown(plane.layer));
    const masking = showsShutter ? look.shutter : undefined;
    const mask = masking && look.overlays.find(({ plane }) => plane.group === masking.overlayGroup);
    return {
      overlays: [
        ...come.flatMap(({ plane, layer, bits }): DrawnOverlay[] =>
          bits instanceof Uint8Array ? [{ plane, bits, word: layerOf(layer).word }] : [],
        ),
        ...own.map(({ plane, bits }): DrawnOverlay => ({ plane: asPlane(plane), bits, word: layerOf(plane.layer).word })),
      ],
      shutter: masking && this.#maskOf(masking, slice, mask && asPlane(mask.plane), mask?.bits),
      facts: {
        overlayCount: come.length + own.length,
        isShuttered: masking !== undefined,
        isLoading: come.some(({ bits }) => bits === undefined),
        lacksOverlay: come.some(({ bits }) => bits === "failed"),
      },
    };
  }

  #ownLayers(slice: Slice, { showsOverlays, showsShutter }: Intent): Layers {
    const { overlays = [], shutter } = slice.frame;
    const bits = new Map(overlays.map((plane) => [plane.group, this.#shelf.bits(slice.frame, plane.group, this.#onCome)]));
    const masking = showsShutter ? shutter : undefined;
    const shown = showsOverlays ? overlays.filter(({ group }) => group !== shutter?.overlayGroup) : [];
    const needed = [...shown.map(({ group }) => group), ...(masking?.overlayGroup === undefined ? [] : [masking.overlayGroup])];
    const states = needed.filter((group) => bits.has(group)).map((group) => bits.get(group));
    return {
      overlays: shown.flatMap((plane): DrawnOverlay[] => {
        const come = bits.get(plane.group);
        return come instanceof Uint8Array ? [{ plane, bits: come }] : [];
      }),
      shutter: masking && this.#maskOf(masking, slice, ...maskPlane(masking, overlays, bits)),
      facts: {
        overlayCount: shown.length,
        isShuttered: masking !== undefined,
        isLoading: states.includes(undefined),
        lacksOverlay: states.includes("failed"),
      },
    };
  }

  /** The mask of the shutter last drawn is kept: the frames of a run share theirs. */
  #maskOf(
    shutter: Shutter,
    { rows, columns, spacing }: Slice,
    plane: OverlayPlane | undefined,
    own: Uint8Array | undefined,
  ): Greys["shutter"] {
    const key = JSON.stringify([shutter, rows, columns, spacing, plane]);
    if (this.#mask?.key === key && this.#mask.bits === own) return this.#mask.shutter;
    const isSet = plane === undefined || own === undefined ? undefined : overlayBit(plane, own);
    const hidden = hiddenPixels(shutter, { rows, columns }, spacing[0] / spacing[1], isSet);
    const [red, green, blue] = shutter.fillRgb;
    const word = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
    this.#mask = { key, bits: own, shutter: { hidden, word } };
    return this.#mask.shutter;
  }
}

/** The overlay that a shutter uses, with its bits once they have come. */
function maskPlane(
  { overlayGroup }: Shutter,
  overlays: readonly OverlayPlane[],
  bits: ReadonlyMap<number, Uint8Array | "failed" | undefined>,
): [OverlayPlane | undefined, Uint8Array | undefined] {
  const plane = overlays.find(({ group }) => group === overlayGroup);
  const found = plane && bits.get(plane.group);
  return [plane, found instanceof Uint8Array ? found : undefined];
}

function asPlane({ isRoi, ...plane }: PresentationLook["overlays"][number]["plane"]): OverlayPlane {
  return { ...plane, overlayType: isRoi ? "ROI" : "GRAPHICS", label: "", description: "" };
}
