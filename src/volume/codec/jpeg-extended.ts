import { corrupt, type JpegHeader, jpegSegments, parseJpegHeader } from "./jpeg-header.ts";
import { type HuffmanTable, JpegBits } from "./jpeg-huffman.ts";
import { decodeProgressiveBlock, type ProgressiveScan, type ProgressiveState } from "./jpeg-progressive.ts";
import { createJpegTables, type JpegScan, type JpegTables, parseJpegScan, readJpegTables, zigzag } from "./jpeg-tables.ts";
import { inverseTransform } from "./jpeg-transform.ts";

/** Decoded samples, interleaved, unsigned, `precision` bits each. */
export interface JpegSamples {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly precision: number;
  readonly samples: Uint16Array;
  /** Whether the entropy coded data ended before the image did. */
  readonly cutOff: boolean;
}

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quantization: Uint16Array;
  readonly stride: number;
  readonly samples: Uint16Array;
  /** Progressive: 64 a block, block by block in the padded plane; empty else. */
  readonly coefficients: Int16Array;
  readonly dcTable: HuffmanTable;
  readonly acTable: HuffmanTable;
}

/** Planes of the components, padded to whole units of `unitsAcross` x `unitsDown`. */
interface Picture {
  readonly header: JpegHeader;
  /** Bits that a sample may use: overshoot is held at their end. */
  readonly bits: number;
  readonly mostAcross: number;
  readonly mostDown: number;
  readonly unitsAcross: number;
  readonly unitsDown: number;
  readonly planes: readonly Pick<Component, "id" | "across" | "down" | "stride" | "samples" | "coefficients">[];
  /** Quantization table of each component, by its identifier. */
  readonly selectors: Map<number, number>;
}

/**
 * Decodes sequential or progressive Huffman DCT with 8 or 12 bits (ITU-T T.81 processes 1, 2, 4, 6, 8, 10 and 12; transfer syntaxes .4.51, .4.53
 * and .4.55): the installed libjpeg-turbo is built for 8 bits only. Subsampled components are repeated.
 * No colour is converted. Values beyond `bits` (overshoot of the compression) are held there. @throws VolumeError corrupt-pixel-data
 */
export function decodeJpegExtended(bytes: Uint8Array, bits?: number): JpegSamples {
  const picture = layOut(parseJpegHeader(bytes), bits);
  const tables = createJpegTables();
  const cutOff = decodeScans(bytes, picture, tables);
  const { header, planes } = picture;
  if (isProgressive(header)) transformCoefficients(picture, tables);
  const { rows, columns, precision } = header;
  return { rows, columns, components: planes.length, precision, samples: interleave(picture), cutOff };
}

/** Which quantization table each component has (T.81 B.2.2). */
function readSelectors(segment: Uint8Array, { header, selectors }: Picture): void {
  for (const [n, { id }] of header.components.entries()) selectors.set(id, segment[8 + 3 * n] ?? 0);
}

/** A sequential scan, or the first of the progressive ones that bring the DC coefficient. */
function bringsFirstBits({ selection, pointBefore }: JpegScan): boolean {
  return selection === 0 && pointBefore === 0;
}

/** All scans of the image, in order; returns whether one of them was cut off. */
function decodeScans(bytes: Uint8Array, picture: Picture, tables: JpegTables): boolean {
  const { header, planes } = picture;
  let cutOff = false;
  let scanned = 0;
  let scans = 0;
  for (const part of jpegSegments(bytes)) {
    readJpegTables(part, tables);
    if (part.marker === header.frameMarker) readSelectors(part.segment, picture);
    if (part.marker !== 0xda) continue;
    scans += 1;
    if (scans > maxScans) throw corrupt("it has more scans than any image needs");
    const entropyCoded = new JpegBits(bytes, part.dataStart);
    const scan = parseJpegScan(part.segment);
    if (isProgressive(header)) decodeProgressiveScan(entropyCoded, scan, picture, tables);
    else decodeScan(entropyCoded, readScan(scan, picture, tables), picture, tables.restartInterval);
    scanned += bringsFirstBits(scan) ? scan.components.length : 0;
    cutOff ||= entropyCoded.isCutOff();
    if (scanned >= planes.length && !isProgressive(header)) break;
  }
  if (scanned < planes.length) throw corrupt("a scan is missing");
  return cutOff;
}

function layOut(header: JpegHeader, bits: number | undefined): Picture {
  if (header.components.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) {
    throw corrupt("its sampling is wrong");
  }
  const mostAcross = Math.max(...header.components.map((component) => component.across));
  const mostDown = Math.max(...header.components.map((component) => component.down));
  const unitsAcross = Math.ceil(header.columns / (8 * mostAcross));
  const unitsDown = Math.ceil(header.rows / (8 * mostDown));
  const planes = header.components.map((component) => ({
    ...component,
    stride: unitsAcross * component.across * 8,
    samples: new Uint16Array(unitsAcross * component.across * 8 * unitsDown * component.down * 8),
    coefficients: new Int16Array(isProgressive(header) ? unitsAcross * component.across * unitsDown * component.down * 64 : 0),
  }));
  const held = Math.min(bits ?? header.precision, header.precision);
  return { header, bits: held, mostAcross, mostDown, unitsAcross, unitsDown, planes, selectors: new Map() };
}

function readScan(scan: JpegScan, { planes, selectors }: Picture, tables: JpegTables): readonly Component[] {
  return scan.components.map((chosen) => {
    const plane = planes.find((candidate) => candidate.id === chosen.id);
    const quantization = tables.quantization.get(selectors.get(chosen.id) ?? 0);
    const dcTable = tables.huffman.get(chosen.dcTable);
    const acTable = tables.huffman.get(chosen.acTable);
    if (!plane || !quantization || !dcTable || !acTable) throw corrupt("a scan names a table or component that is not there");
    return { ...plane, quantization, dcTable, acTable };
  });
}

/** An encoder makes about ten; a hostile file could make one decode for hours. */
const maxScans = 200;

function isProgressive({ frameMarker }: JpegHeader): boolean {
  return frameMarker === 0xc2;
}

/** Adds what a progressive scan brings to the coefficients of its components (T.81 annex G). */
function decodeProgressiveScan(bits: JpegBits, scan: JpegScan, picture: Picture, tables: JpegTables): void {
  const part: ProgressiveScan = { first: scan.selection, last: scan.selectionEnd, high: scan.pointBefore, low: scan.point };
  const isSound = part.first === 0 ? part.last === 0 : part.last >= part.first && part.last < 64 && scan.components.length === 1;
  if (!isSound || part.low > 13) throw corrupt("a progressive scan is wrong");
  const components = scan.components.map(({ id, dcTable, acTable }) => {
    const plane = picture.planes.find((candidate) => candidate.id === id);
    if (plane === undefined) throw corrupt("a scan names a component that is not there");
    return { ...plane, dcTable: tables.huffman.get(dcTable), acTable: tables.huffman.get(acTable) };
  });
  const alone = components.length === 1 ? components[0] : undefined;
  const [unitsAcross, unitsDown] = unitsOf(picture, alone);
  const state: ProgressiveState = { predictions: new Int32Array(components.length), endOfBand: 0 };
  for (let unit = 0; unit < unitsAcross * unitsDown && !bits.isCutOff(); unit += 1) {
    if (tables.restartInterval > 0 && unit > 0 && unit % tables.restartInterval === 0) {
      bits.restart();
      state.predictions.fill(0);
      state.endOfBand = 0;
    }
    const column = unit % unitsAcross;
    const row = (unit - column) / unitsAcross;
    for (const [place, component] of components.entries()) {
      const { across, down } = alone ? single : component;
      for (let n = 0; n < across * down; n += 1) {
        const block = (row * down + Math.floor(n / across)) * (component.stride >> 3) + column * across + (n % across);
        decodeProgressiveBlock(bits, component, block * 64, part, state, place);
      }
    }
  }
}

/** Samples from the coefficients that all scans together gave. */
function transformCoefficients({ planes, header, bits, selectors }: Picture, tables: JpegTables): void {
  const limits = { middle: 2 ** (header.precision - 1), most: 2 ** bits - 1 };
  const block = new Float64Array(64);
  for (const { id, coefficients, samples, stride } of planes) {
    const quantization = tables.quantization.get(selectors.get(id) ?? 0);
    if (quantization === undefined) throw corrupt("a quantization table is missing");
    const across = stride >> 3;
    for (let index = 0; index * 64 < coefficients.length; index += 1) {
      for (let at = 0; at < 64; at += 1) block[at] = (coefficients[index * 64 + at] as number) * (quantization[at] as number);
      const left = (index % across) * 8;
      const top = Math.floor(index / across) * 8;
      inverseTransform(block, samples, top * stride + left, stride, limits);
    }
  }
}

/** The only component of a scan comes block by block, whatever its sampling. */
const single = { across: 1, down: 1 };

function decodeScan(bits: JpegBits, scan: readonly Component[], picture: Picture, restartInterval: number): void {
  const { header } = picture;
  const alone = scan.length === 1 ? scan[0] : undefined;
  const [unitsAcross, unitsDown] = unitsOf(picture, alone);
  const predictions = new Int32Array(scan.length);
  const block = new Float64Array(64);
  const limits = { middle: 2 ** (header.precision - 1), most: 2 ** picture.bits - 1 };
  for (let unit = 0; unit < unitsAcross * unitsDown && !bits.isCutOff(); unit += 1) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      bits.restart();
      predictions.fill(0);
    }
    const column = unit % unitsAcross;
    const row = (unit - column) / unitsAcross;
    for (const [index, component] of scan.entries()) {
      const { across, down } = alone ? single : component;
      const blocks = { across, count: across * down, left: column * across, top: row * down };
      predictions[index] = decodeUnit(bits, component, blocks, predictions[index] as number, { block, ...limits });
    }
  }
}

/** Units of a scan: whole interleaved ones, or the blocks of its only component that the image reaches (ITU-T T.81 A.2.2). */
function unitsOf(
  { header, mostAcross, mostDown, unitsAcross, unitsDown }: Picture,
  alone: Pick<Component, "across" | "down"> | undefined,
): readonly [number, number] {
  if (alone === undefined) return [unitsAcross, unitsDown];
  return [Math.ceil((header.columns * alone.across) / mostAcross / 8), Math.ceil((header.rows * alone.down) / mostDown / 8)];
}

/** The blocks of one component in one unit, left to right and down; returns the new DC prediction. */
function decodeUnit(
  bits: JpegBits,
  component: Component,
  blocks: { readonly across: number; readonly count: number; readonly left: number; readonly top: number },
  prediction: number,
  work: { readonly block: Float64Array; readonly middle: number; readonly most: number },
): number {
  let dc = prediction;
  for (let n = 0; n < blocks.count; n += 1) {
    dc = decodeBlock(bits, component, dc, work.block);
    const left = (blocks.left + (n % blocks.across)) * 8;
    const top = (blocks.top + Math.floor(n / blocks.across)) * 8;
    inverseTransform(work.block, component.samples, top * component.stride + left, component.stride, work);
  }
  return dc;
}

/** One block of coefficients, dequantized, in natural order; returns the new DC prediction. */
function decodeBlock(bits: JpegBits, component: Component, prediction: number, block: Float64Array): number {
  block.fill(0);
  const dc = prediction + bits.takeSigned(Math.min(16, bits.symbol(component.dcTable)));
  block[0] = dc * (component.quantization[0] as number);
  for (let k = 1; k < 64; k += 1) {
    const symbol = bits.symbol(component.acTable);
    const size = symbol & 15;
    if (size === 0) {
      if (symbol !== 0xf0) break;
      k += 15;
      continue;
    }
    k += symbol >> 4;
    if (k > 63) break;
    const at = zigzag[k] as number;
    block[at] = bits.takeSigned(size) * (component.quantization[at] as number);
  }
  return dc;
}

function interleave({ header, planes, mostAcross, mostDown }: Picture): Uint16Array {
  const { rows, columns } = header;
  const samples = new Uint16Array(rows * columns * planes.length);
  for (const [n, plane] of planes.entries()) {
    for (let y = 0; y < rows; y += 1) {
      const line = Math.floor((y * plane.down) / mostDown) * plane.stride;
      for (let x = 0; x < columns; x += 1) {
        const from = line + Math.floor((x * plane.across) / mostAcross);
        samples[(y * columns + x) * planes.length + n] = plane.samples[from] as number;
      }
    }
  }
  return samples;
}
