/** A NIfTI file under test; what is left out is written honestly (nifti1.h, nifti2.h). */
export interface NiftiFixture {
  readonly version?: 1 | 2;
  readonly isBigEndian?: boolean;
  readonly isPair?: boolean;
  readonly size: readonly [number, number, number];
  readonly volumes?: number;
  readonly spacing: readonly [number, number, number];
  /** 2 unsigned bytes, 4 signed 16 bits, 16 floats. */
  readonly datatype: number;
  readonly values: (index: number) => number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly qform?: { readonly code: number; readonly quaternion: readonly number[]; readonly offset: readonly number[] };
  readonly sform?: { readonly code: number; readonly rows: readonly (readonly number[])[] };
  /** Lies. */
  readonly saysDatatype?: number;
  readonly saysSize?: readonly [number, number, number];
}

const bytesOf: Readonly<Record<number, number>> = { 2: 1, 4: 2, 16: 4 };

export function buildNifti(fixture: NiftiFixture): Uint8Array {
  const { version = 1, isBigEndian = false, volumes = 1, size, datatype } = fixture;
  const count = size[0] * size[1] * size[2] * volumes;
  const bytesPerVoxel = bytesOf[datatype] ?? 1;
  const start = version === 1 ? 352 : 544;
  const bytes = new Uint8Array(start + count * bytesPerVoxel);
  const view = new DataView(bytes.buffer);
  if (version === 1) writeHeader1(view, fixture, !isBigEndian);
  else writeHeader2(view, fixture, !isBigEndian);
  for (let index = 0; index < count; index += 1) {
    const at = start + index * bytesPerVoxel;
    if (datatype === 2) view.setUint8(at, fixture.values(index));
    else if (datatype === 4) view.setInt16(at, fixture.values(index), !isBigEndian);
    else view.setFloat32(at, fixture.values(index), !isBigEndian);
  }
  return bytes;
}

const dimensionsOf = ({ saysSize, size, volumes = 1 }: NiftiFixture) => [
  volumes > 1 ? 4 : 3,
  ...(saysSize ?? size),
  volumes,
  1,
  1,
  1,
];

function writeHeader1(view: DataView, fixture: NiftiFixture, little: boolean): void {
  const { spacing, slope = 0, intercept = 0, qform, sform } = fixture;
  view.setInt32(0, 348, little);
  for (const [at, dimension] of dimensionsOf(fixture).entries()) view.setInt16(40 + 2 * at, dimension, little);
  view.setInt16(70, fixture.saysDatatype ?? fixture.datatype, little);
  view.setInt16(72, 8 * (bytesOf[fixture.datatype] ?? 1), little);
  for (const [at, value] of [1, ...spacing].entries()) view.setFloat32(76 + 4 * at, value, little);
  for (const [at, value] of [352, slope, intercept].entries()) view.setFloat32(108 + 4 * at, value, little);
  view.setUint8(123, 2);
  view.setInt16(252, qform?.code ?? 0, little);
  view.setInt16(254, sform?.code ?? 0, little);
  const numbers = [...(qform?.quaternion ?? [0, 0, 0]), ...(qform?.offset ?? [0, 0, 0]), ...(sform?.rows.flat() ?? [])];
  for (const [at, value] of numbers.entries()) view.setFloat32(256 + 4 * at, value, little);
  writeText(view, 344, fixture.isPair ? "ni1\0" : "n+1\0");
}

function writeHeader2(view: DataView, fixture: NiftiFixture, little: boolean): void {
  const { spacing, slope = 0, intercept = 0, qform, sform } = fixture;
  view.setInt32(0, 540, little);
  writeText(view, 4, "n+2\0\r\n\u001a\n");
  view.setInt16(12, fixture.saysDatatype ?? fixture.datatype, little);
  view.setInt16(14, 8 * (bytesOf[fixture.datatype] ?? 1), little);
  for (const [at, dimension] of dimensionsOf(fixture).entries()) view.setBigInt64(16 + 8 * at, BigInt(dimension), little);
  for (const [at, value] of [1, ...spacing].entries()) view.setFloat64(104 + 8 * at, value, little);
  view.setBigInt64(168, 544n, little);
  view.setFloat64(176, slope, little);
  view.setFloat64(184, intercept, little);
  view.setInt32(344, qform?.code ?? 0, little);
  view.setInt32(348, sform?.code ?? 0, little);
  const numbers = [...(qform?.quaternion ?? [0, 0, 0]), ...(qform?.offset ?? [0, 0, 0]), ...(sform?.rows.flat() ?? [])];
  for (const [at, value] of numbers.entries()) view.setFloat64(352 + 8 * at, value, little);
  view.setInt32(500, 2, little);
}

function writeText(view: DataView, at: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
}
