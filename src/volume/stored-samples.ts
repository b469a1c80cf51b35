/** Samples of a frame as decompressed, before the modality LUT or colour conversion. */
export interface StoredSamples {
  readonly cells: Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;
  /** `ybr422`: Y1 Y2 Cb Cr for every two pixels (PS3.3 C.7.6.3.1.2). */
  readonly layout: "interleaved" | "planar" | "ybr422";
  /** What three samples mean; of no matter for one. */
  readonly colour: "RGB" | "YBR_FULL" | "YBR_PARTIAL";
  /** Where in an integer cell the value is, and whether its highest bit is a sign. */
  readonly bits: { readonly shift: number; readonly stored: number; readonly signed: boolean };
  /** Samples the file did not hold; they are zero. */
  readonly missing: number;
}
