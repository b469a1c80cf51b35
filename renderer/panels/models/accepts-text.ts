import type { ModelCard } from "../../../src/contract/index.ts";
import { useDynamicText, useText } from "../../stores/index.ts";

/** What a series must be for a model, in words. */
export function useAcceptsText(): (model: Pick<ModelCard, "modalities" | "accepts">) => string {
  const text = useText();
  const find = useDynamicText();
  return ({ modalities, accepts }) => {
    const { of, bodyRegion, view, contrast } = accepts;
    const bound = (key: "minSlices" | "maxSliceSpacingMm" | "maxSliceThicknessMm" | "maxPixelSpacingMm" | "minExtentMm") => {
      const value = accepts[key];
      return value === undefined ? [] : [text(`models.accepts.${key}`, { value })];
    };
    const regions = bodyRegion.map((region) => find(`models.region.${region}`) ?? region);
    return [
      `${modalities.join(" ")} ${text(`models.accepts.${of}`)}`,
      ...(regions.length === 0 ? [] : [regions.join(text("common.listSeparator"))]),
      ...(view.length === 0 ? [] : [view.join(" ")]),
      ...(contrast === "any" ? [] : [text(`models.accepts.contrast.${contrast}`)]),
      ...bound("minSlices"),
      ...bound("maxSliceSpacingMm"),
      ...bound("maxSliceThicknessMm"),
      ...bound("maxPixelSpacingMm"),
      ...bound("minExtentMm"),
    ].join(text("common.separator"));
  };
}
