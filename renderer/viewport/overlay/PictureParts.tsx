import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import { useExport } from "../export/use-export.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { CalibrationEntry } from "./CalibrationEntry.tsx";
import { CineBar } from "./CineBar.tsx";
import { ColourBar } from "./ColourBar.tsx";
import { Magnifier } from "./Magnifier.tsx";

interface PicturePartsProps {
  readonly scene: PlaneScene;
  readonly facts: PlaneFacts;
  readonly cell: Cell;
  readonly detail: SeriesDetail;
  readonly element: HTMLElement;
  readonly level: 0 | 1 | 2;
}

/** What belongs to the picture of one viewport of slices and stands over it: glass, colour bar, cine, calibration; and its way out as a file. */
export function PictureParts({ scene, facts, cell, detail, element, level }: PicturePartsProps) {
  useExport({ scene, cell, detail, element });
  return (
    <>
      {level > 0 && <ColourBar facts={facts} />}
      <CalibrationEntry scene={scene} facts={facts} detail={detail} />
      <CineBar cell={cell} facts={facts} detail={detail} />
      <Magnifier scene={scene} facts={facts} element={element} />
    </>
  );
}

/** Facts of the picture for tests; described in README.md. */
export function pictureAttributes(facts: PlaneFacts): Readonly<Record<`data-${string}`, string | number>> {
  const { cine, sizing } = facts;
  return {
    "data-interpolation": facts.interpolation,
    "data-colour-map": facts.colourMap,
    ...(sizing === undefined ? {} : { "data-sizing": sizing.kind }),
    ...(cine === undefined
      ? {}
      : {
          "data-cine-shown": cine.shown,
          "data-cine-rounds": cine.rounds,
          "data-cine-dropped": cine.dropped,
          "data-cine-rate": cine.realRate.toFixed(2),
          "data-cine-wished": cine.wishedRate.toFixed(2),
        }),
  };
}
