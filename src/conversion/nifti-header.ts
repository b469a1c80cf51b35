import { ConversionError } from "./errors.ts";

/** What a NIfTI-1 or NIfTI-2 header says, as far as it is used here (nifti1.h, nifti2.h). */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly isLittleEndian: boolean;
  /** Voxels along i, j, k, and how many volumes there are in all further dimensions. */
  readonly size: readonly [number, number, number];
  readonly volumes: number;
  readonly datatype: number;
  readonly bitsPerVoxel: number;
  /** Where the voxels begin. */
  readonly dataStart: number;
  /** Value = slope x stored + intercept; a slope of 0 or no number means 1 and 0. */
  readonly slope: number;
  readonly intercept: number;
  /** Millimetres in the header's unit of length. */
  readonly unitMm: number;
  /** Sign of the k axis against the right-handed one of the quaternion (qfac), and the spacings of i, j, k as written. */
  readonly qfac: number;
  readonly spacing: readonly [number, number, number];
  readonly qformCode: number;
  readonly quaternion: readonly [number, number, number];
  readonly qoffset: readonly [number, number, number];
  readonly sformCode: number;
  /** Rows x, y, z of the affine. */
  readonly srow: readonly [readonly number[], readonly number[], readonly number[]];
}

const headerBytes = { 1: 348, 2: 540 } as const;
const maxVolumes = 10_000;

/** Whether bytes begin as a NIfTI header: its own size in either byte order, and its magic. */
export function isNifti(bytes: Uint8Array): boolean {
  return versionOf(bytes) !== undefined;
}

function versionOf(bytes: Uint8Array): { version: 1 | 2; isLittleEndian: boolean; isPair: boolean } | undefined {
  if (bytes.length < headerBytes[1]) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 3));
  for (const isLittleEndian of [true, false]) {
    const size = view.getInt32(0, isLittleEndian);
    const magic = size === headerBytes[1] ? text(344) : size === headerBytes[2] ? text(4) : "";
    if (magic === "n+1" || magic === "ni1") return { version: 1, isLittleEndian, isPair: magic === "ni1" };
    if (magic === "n+2" || magic === "ni2") return { version: 2, isLittleEndian, isPair: magic === "ni2" };
  }
  return undefined;
}

/** @throws ConversionError damaged, nifti-pair, too-large */
export function parseNiftiHeader(bytes: Uint8Array): NiftiHeader {
  const found = versionOf(bytes);
  if (found === undefined || bytes.length < headerBytes[found.version]) throw new ConversionError("damaged");
  if (found.isPair) throw new ConversionError("nifti-pair");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = found.version === 1 ? layout1(view, found.isLittleEndian) : layout2(view, found.isLittleEndian);
  const { dim, pixdim, slope, units, ...rest } = read;
  const { size, volumes } = extentOf(dim);
  const hasSlope = Number.isFinite(slope) && slope !== 0;
  return {
    ...rest,
    version: found.version,
    isLittleEndian: found.isLittleEndian,
    size,
    volumes,
    slope: hasSlope ? slope : 1,
    intercept: hasSlope && Number.isFinite(rest.intercept) ? rest.intercept : 0,
    unitMm: ({ 1: 1000, 3: 0.001 } as Readonly<Record<number, number>>)[units & 7] ?? 1,
    qfac: (pixdim[0] ?? 0) < 0 ? -1 : 1,
    spacing: [pixdim[1] ?? 0, pixdim[2] ?? 0, pixdim[3] ?? 0],
  };
}

/** Dimensions beyond the third are volumes one after another; those the header does not count are 1. */
function extentOf(dim: readonly number[]): Pick<NiftiHeader, "size" | "volumes"> {
  const dimensions = dim[0] ?? 0;
  if (dimensions < 1 || dimensions > 7) throw new ConversionError("damaged");
  const along = (axis: number) => (axis <= dimensions ? (dim[axis] ?? 0) : 1);
  const size = [along(1), along(2), along(3)] as const;
  const volumes = along(4) * along(5) * along(6) * along(7);
  if (![...size, volumes].every((count) => Number.isInteger(count) && count >= 1)) throw new ConversionError("damaged");
  if (volumes > maxVolumes || Math.max(size[0], size[1]) > 65535) throw new ConversionError("too-large", { volumes });
  return { size, volumes };
}

type Triple = readonly [number, number, number];

function layout1(view: DataView, little: boolean) {
  const float = (at: number) => view.getFloat32(at, little);
  const short = (at: number) => view.getInt16(at, little);
  const four = (at: number) => [0, 4, 8, 12].map((step) => float(at + step));
  return {
    dim: Array.from({ length: 8 }, (_, index) => short(40 + 2 * index)),
    datatype: short(70),
    bitsPerVoxel: short(72),
    pixdim: Array.from({ length: 8 }, (_, index) => float(76 + 4 * index)),
    dataStart: Math.max(headerBytes[1], Math.round(float(108)) || 352),
    slope: float(112),
    intercept: float(116),
    units: view.getUint8(123),
    qformCode: short(252),
    sformCode: short(254),
    quaternion: [float(256), float(260), float(264)] as Triple,
    qoffset: [float(268), float(272), float(276)] as Triple,
    srow: [four(280), four(296), four(312)] as const,
  };
}

function layout2(view: DataView, little: boolean) {
  const double = (at: number) => view.getFloat64(at, little);
  const long = (at: number) => Number(view.getBigInt64(at, little));
  const four = (at: number) => [0, 8, 16, 24].map((step) => double(at + step));
  return {
    dim: Array.from({ length: 8 }, (_, index) => long(16 + 8 * index)),
    datatype: view.getInt16(12, little),
    bitsPerVoxel: view.getInt16(14, little),
    pixdim: Array.from({ length: 8 }, (_, index) => double(104 + 8 * index)),
    dataStart: Math.max(headerBytes[2], long(168)),
    slope: double(176),
    intercept: double(184),
    units: view.getInt32(500, little),
    qformCode: view.getInt32(344, little),
    sformCode: view.getInt32(348, little),
    quaternion: [double(352), double(360), double(368)] as Triple,
    qoffset: [double(376), double(384), double(392)] as Triple,
    srow: [four(400), four(432), four(464)] as const,
  };
}
