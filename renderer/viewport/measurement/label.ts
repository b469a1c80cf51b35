import { type Code, dcm, type Finding, isSameCode, type Measurement, sct } from "../../../src/findings/index.ts";
import { writtenNumber, writtenUnit, writtenValue } from "./units.ts";

/** Lines of a finding's label, from the numbers that are kept with it: they read the same after a reload. */
export function labelLines({ measurements }: Pick<Finding, "measurements">): string[] {
  const find = (...codes: Code[]) => measurements.find(({ concept }) => codes.some((code) => isSameCode(code, concept)));
  const one = (measurement: Measurement | undefined) =>
    measurement === undefined ? [] : [writtenValue(measurement.value, measurement.unit)];
  const [long, short] = [find(sct.longAxis), find(sct.shortAxis)];
  const axes =
    long === undefined || short === undefined
      ? []
      : [`${writtenNumber(long.value, long.unit)} × ${writtenValue(short.value, short.unit)}`];
  const diameter = find(sct.diameter);
  return [
    ...one(find(sct.length)),
    ...one(find(sct.angle)),
    ...(diameter === undefined || axes.length > 0 ? [] : [`⌀ ${writtenValue(diameter.value, diameter.unit)}`]),
    ...axes,
    ...one(find(sct.area)),
    ...statistics(find),
    ...one(find(dcm.attenuation)),
  ];
}

function statistics(find: (...codes: Code[]) => Measurement | undefined): string[] {
  const mean = find(dcm.meanAttenuation, sct.mean);
  const deviation = find(dcm.standardDeviationOfAttenuation, sct.standardDeviation);
  const low = find(dcm.minimumAttenuation, sct.minimum);
  const high = find(dcm.maximumAttenuation, sct.maximum);
  if (mean === undefined) return [];
  const unit = writtenUnit(mean.unit);
  const spread = deviation === undefined ? "" : ` ± ${writtenNumber(deviation.value, deviation.unit)}`;
  const lines = [`${writtenNumber(mean.value, mean.unit)}${spread} ${unit}`.trim()];
  if (low !== undefined && high !== undefined) {
    lines.push(`${writtenNumber(low.value, low.unit)} … ${writtenNumber(high.value, high.unit)} ${unit}`.trim());
  }
  return lines;
}
