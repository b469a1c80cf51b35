import type { OverlayPlane, Shutter } from "../../../src/contract/index.ts";
import type { OverlayShelf } from "../pixels/overlay-shelf.ts";
import { hiddenPixels, overlayBit } from "../plane/shutter.ts";
import type { Slice } from "../plane/slice.ts";
import type { DrawnOverlay } from "../plane/slice-painter.ts";
import type { Greys } from "../plane/window.ts";
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

  read(slice: Slice, { showsOverlays, showsShutter }: Intent): Layers {
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
      shutter: masking && this.#maskOf(masking, slice, overlays, bits),
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
    overlays: readonly OverlayPlane[],
    bits: ReadonlyMap<number, Uint8Array | "failed" | undefined>,
  ): Greys["shutter"] {
    const plane = overlays.find(({ group }) => group === shutter.overlayGroup);
    const found = plane && bits.get(plane.group);
    const own = found instanceof Uint8Array ? found : undefined;
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
