import type { Dataset } from "../dicom/index.ts";
import { functionalGroup, itemsOf, numberOf, numbersOf, textOf } from "./functional-group.ts";
import type { ModalityTransform } from "./modality-transform.ts";
import type { RealWorldValue } from "./presentation.ts";

const maxMappings = 8;
const maxEntries = 4096;

/**
 * The real world value mappings of a frame (from 1), restated from stored values to values after the Modality LUT, which is what the viewer
 * holds. Left out: mappings over a modality table (it cannot be undone), tables longer than 4096 entries, and mappings without a unit.
 */
export function parseRealWorldValues(
  dataset: Dataset,
  frameNumber: number,
  transform: ModalityTransform,
): readonly RealWorldValue[] {
  if (transform.kind !== "linear") return [];
  const group = functionalGroup(dataset, frameNumber, "RealWorldValueMappingSequence");
  const items = group === undefined ? itemsOf(dataset, "RealWorldValueMappingSequence") : groupItems(dataset, frameNumber);
  return items.slice(0, maxMappings).flatMap((item) => parseMapping(item, transform) ?? []);
}

/** All items of the functional group; `functionalGroup` gives the first alone. */
function groupItems(dataset: Dataset, frameNumber: number): readonly Dataset[] {
  const perFrame = itemsOf(dataset, "PerFrameFunctionalGroupsSequence")[frameNumber - 1];
  const own = perFrame === undefined ? [] : itemsOf(perFrame, "RealWorldValueMappingSequence");
  const shared = itemsOf(dataset, "SharedFunctionalGroupsSequence")[0];
  return own.length > 0 || shared === undefined ? own : itemsOf(shared, "RealWorldValueMappingSequence");
}

function parseMapping(
  item: Dataset,
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
): RealWorldValue | undefined {
  const first = numberOf(item, "RealWorldValueFirstValueMapped") ?? numberOf(item, "DoubleFloatRealWorldValueFirstValueMapped");
  const last = numberOf(item, "RealWorldValueLastValueMapped") ?? numberOf(item, "DoubleFloatRealWorldValueLastValueMapped");
  const unit = unitOf(itemsOf(item, "MeasurementUnitsCodeSequence")[0]);
  if (first === undefined || last === undefined || unit === "") return undefined;
  const toValue = (stored: number) => stored * slope + intercept;
  const ends = [toValue(first), toValue(last)] as const;
  const shared = {
    label: (textOf(item, "LUTLabel") || textOf(item, "LUTExplanation")).slice(0, 64),
    unit,
    range: [Math.min(...ends), Math.max(...ends)] as const,
  };
  const entries = numbersOf(item, "RealWorldValueLUTData");
  if (entries.length > 0) {
    if (entries.length > maxEntries || entries.length < last - first + 1) return undefined;
    return { ...shared, range: ends, slope: 1, intercept: 0, table: { step: slope, values: [...entries] } };
  }
  const realSlope = numberOf(item, "RealWorldValueSlope");
  if (realSlope === undefined || realSlope === 0) return undefined;
  const realIntercept = numberOf(item, "RealWorldValueIntercept") ?? 0;
  return { ...shared, slope: realSlope / slope, intercept: realIntercept - (realSlope / slope) * intercept };
}

function unitOf(code: Dataset | undefined): string {
  const ucum = textOf(code, "CodingSchemeDesignator").toUpperCase() === "UCUM";
  return (ucum ? textOf(code, "CodeValue") : textOf(code, "CodeMeaning") || textOf(code, "CodeValue")).slice(0, 64);
}
