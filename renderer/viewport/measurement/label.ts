import {
  type Code,
  dcm,
  type Finding,
  isSameCode,
  labelledVertebra,
  type Measurement,
  own,
  sct,
} from "../../../src/findings/index.ts";
import { writtenNumber, writtenUnit, writtenValue } from "./units.ts";

/** What a label is written from: the numbers that are kept with a finding read the same after a reload. */
export type Labelled = Pick<Finding, "measurements"> & Partial<Pick<Finding, "code" | "site" | "comment" | "caveats">>;

/** Longest line of words beside an arrow, in letters. */
const LINE_LENGTH = 36;

/**
 * Lines of a finding's label: its numbers or its words, and why they must not be trusted as they are.
 *
 * @param caveatWord what a caveat is called in a word or two
 */
export function labelLines(
  labelled: Labelled,
  caveatWord: (caveat: Finding["caveats"][number]) => string = (name) => name,
): string[] {
  const { code, site, comment = "", caveats = [] } = labelled;
  const vertebra = code && labelledVertebra({ code, site });
  if (vertebra !== undefined) return [vertebra];
  if (code !== undefined && isSameCode(code, own.annotation)) return wrapped(comment);
  const lines = numberLines(labelled);
  return lines.length === 0 || caveats.length === 0 ? lines : [...lines, `⚠ ${caveats.map(caveatWord).join(" · ")}`];
}

function numberLines({ measurements }: Labelled): string[] {
  const find = (...codes: Code[]) => measurements.find(({ concept }) => codes.some((code) => isSameCode(code, concept)));
  const one = (measurement: Measurement | undefined) =>
    measurement === undefined ? [] : [writtenValue(measurement.value, measurement.unit)];
  const pair = (first: Measurement | undefined, second: Measurement | undefined, sign: string) =>
    first === undefined || second === undefined
      ? []
      : [`${writtenNumber(first.value, first.unit)} ${sign} ${writtenValue(second.value, second.unit)}`];
  const axes = pair(find(sct.longAxis), find(sct.shortAxis), "×");
  const diameter = find(sct.diameter);
  const ratio = find(own.cardiothoracicRatio);
  return [
    ...one(find(sct.length, dcm.pathLength)),
    ...one(find(sct.angle, sct.cobbAngle)),
    ...(ratio === undefined ? [] : [`CTR ${writtenValue(ratio.value, ratio.unit)}`]),
    ...pair(find(own.heartWidth), find(own.thoraxWidth), "/"),
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

/** Words in lines of readable length; a word that is longer than one is broken. */
function wrapped(words: string): string[] {
  const lines: string[] = [];
  for (const paragraph of words.split("\n")) {
    let line = "";
    for (const word of paragraph.split(/(?<=\s)|(?<=[\u3001-\u9fff])/)) {
      if (line !== "" && (line + word).trimEnd().length > LINE_LENGTH) {
        lines.push(line.trimEnd());
        line = "";
      }
      line += word;
      for (; line.trimEnd().length > LINE_LENGTH; line = line.slice(LINE_LENGTH)) lines.push(line.slice(0, LINE_LENGTH));
    }
    if (line.trim() !== "") lines.push(line.trimEnd());
  }
  return lines.slice(0, 12);
}
