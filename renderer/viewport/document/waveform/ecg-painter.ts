import type { RetrievedSamples } from "../../../api/index.ts";
import { marginMm, type SheetLayout, type Strip, zeroLineMm } from "./ecg-layout.ts";
import { type Group, millivoltsOf } from "./leads.ts";

export interface Sheet {
  readonly layout: SheetLayout;
  readonly group: Group;
  readonly samples: RetrievedSamples;
  readonly mmPerSecond: number;
  readonly mmPerMillivolt: number;
  readonly pxPerMm: number;
}

/** ECG paper for a dark room: the classic red grid, toned down; the trace is the brightest thing. */
const paper = { ground: "#17110f", minor: "#2c1d1b", major: "#55332f", trace: "#ece5dc", label: "#cdbdb4", pulse: "#b9a79d" };
const pulseSeconds = 0.2;

/** Draws grid, calibration pulses, traces and names; the context's unit is a CSS pixel. */
export function paintSheet(context: CanvasRenderingContext2D, sheet: Sheet): void {
  const { layout, pxPerMm } = sheet;
  context.fillStyle = paper.ground;
  context.fillRect(0, 0, layout.widthMm * pxPerMm, layout.heightMm * pxPerMm);
  if (pxPerMm >= 2) paintGrid(context, sheet, 1, paper.minor);
  paintGrid(context, sheet, 5, paper.major);
  context.lineJoin = "round";
  if (millivoltsOf(sheet.group.channels[layout.strips[0]?.channel ?? 0] ?? noChannel) !== undefined) {
    for (let row = 0; row < layout.rows; row++) paintPulse(context, sheet, row);
  }
  for (const strip of layout.strips) paintTrace(context, sheet, strip);
  for (const strip of layout.strips) paintName(context, sheet, strip);
}

const noChannel = { label: "", bitsStored: 0, status: [] };

function paintGrid(context: CanvasRenderingContext2D, { layout, pxPerMm }: Sheet, everyMm: number, colour: string): void {
  context.beginPath();
  context.lineWidth = 1;
  context.strokeStyle = colour;
  const [width, height] = [layout.widthMm * pxPerMm, layout.heightMm * pxPerMm];
  for (let mm = 0; mm <= layout.widthMm; mm += everyMm) {
    const x = Math.round(mm * pxPerMm) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, height);
  }
  for (let mm = 0; mm <= layout.heightMm; mm += everyMm) {
    const y = Math.round(mm * pxPerMm) + 0.5;
    context.moveTo(0, y);
    context.lineTo(width, y);
  }
  context.stroke();
}

/** One millivolt for a fifth of a second, before the traces of a row. */
function paintPulse(
  context: CanvasRenderingContext2D,
  { layout, pxPerMm, mmPerMillivolt, mmPerSecond }: Sheet,
  row: number,
): void {
  const zero = zeroLineMm(layout, row) * pxPerMm;
  const high = zero - mmPerMillivolt * pxPerMm;
  const width = pulseSeconds * mmPerSecond;
  const left = (marginMm - 2 - width) * pxPerMm;
  const right = (marginMm - 2) * pxPerMm;
  const foot = 1.2 * pxPerMm;
  context.beginPath();
  context.strokeStyle = paper.pulse;
  context.lineWidth = 1.2;
  context.moveTo(left - foot, zero);
  context.lineTo(left, zero);
  context.lineTo(left, high);
  context.lineTo(right, high);
  context.lineTo(right, zero);
  context.lineTo(right + foot, zero);
  context.stroke();
}

/** Millimetres of one unit of a channel and what is drawn at the line of zero: a voltage to scale, anything else to fill its row. */
export function scaleOf(sheet: Sheet, strip: Strip): { readonly mmPerUnit: number; readonly offset: number } {
  const channel = sheet.group.channels[strip.channel];
  const millivolts = channel === undefined ? undefined : millivoltsOf(channel);
  if (millivolts !== undefined) {
    const mmPerUnit = millivolts * sheet.mmPerMillivolt;
    const middle = medianOf(sheet.samples, strip.channel);
    // An electrode's standing voltage would push the trace off the paper: then its middle is the line.
    return { mmPerUnit, offset: Math.abs(middle * mmPerUnit) > sheet.layout.rowHeightMm ? middle : 0 };
  }
  const { lowest, highest } = rangeOf(sheet.samples, strip.channel);
  const span = highest - lowest || 1;
  return { mmPerUnit: (0.8 * sheet.layout.rowHeightMm) / span, offset: (highest + lowest) / 2 };
}

function paintTrace(context: CanvasRenderingContext2D, sheet: Sheet, strip: Strip): void {
  const { samples, group, pxPerMm, mmPerSecond, layout } = sheet;
  const { mmPerUnit, offset } = scaleOf(sheet, strip);
  const frequency = group.samplingFrequencyHz;
  const first = Math.max(0, Math.round(strip.fromSeconds * frequency) - samples.from);
  const last = Math.min(samples.count - 1, first + Math.floor(strip.seconds * frequency));
  const zero = zeroLineMm(layout, strip.row) * pxPerMm;
  const pxPerSample = (mmPerSecond / frequency) * pxPerMm;
  const start = strip.channel * samples.count;
  context.save();
  context.beginPath();
  context.rect(strip.leftMm * pxPerMm, 0, strip.seconds * mmPerSecond * pxPerMm + 1, layout.heightMm * pxPerMm);
  context.clip();
  context.beginPath();
  context.strokeStyle = paper.trace;
  context.lineWidth = Math.min(1.6, Math.max(1, pxPerMm * 0.28));
  let isDown = false;
  for (let at = first; at <= last; at++) {
    const value = samples.values[start + at] ?? Number.NaN;
    if (Number.isNaN(value)) {
      isDown = false;
      continue;
    }
    const x = strip.leftMm * pxPerMm + (at - first) * pxPerSample;
    const y = zero - (value - offset) * mmPerUnit * pxPerMm;
    if (isDown) context.lineTo(x, y);
    else context.moveTo(x, y);
    isDown = true;
  }
  context.stroke();
  context.restore();
}

function paintName(context: CanvasRenderingContext2D, { layout, pxPerMm }: Sheet, strip: Strip): void {
  const x = (strip.leftMm + 1) * pxPerMm;
  const y = (zeroLineMm(layout, strip.row) - layout.rowHeightMm / 2) * pxPerMm + 13;
  context.font = "600 12px system-ui, sans-serif";
  context.lineWidth = 3;
  context.strokeStyle = paper.ground;
  context.strokeText(strip.label, x, y);
  context.fillStyle = paper.label;
  context.fillText(strip.label, x, y);
}

/** Lowest and highest value of a channel on this page. */
export function rangeOf(
  { values, count }: RetrievedSamples,
  channel: number,
): { readonly lowest: number; readonly highest: number } {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = channel * count; at < (channel + 1) * count; at++) {
    const value = values[at] ?? Number.NaN;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest <= highest ? { lowest, highest } : { lowest: 0, highest: 0 };
}

function medianOf({ values, count }: RetrievedSamples, channel: number): number {
  const sorted = values
    .slice(channel * count, (channel + 1) * count)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
