import { buildPart10, Dataset, uidFromText } from "../dicom/index.ts";

/** A study of one instance whose every pixel's look is known. */
interface DisplayPhantom {
  readonly studyInstanceUid: string;
  readonly file: Uint8Array;
}

/** A palette colour ultrasound clip: its middle block has one index in each frame, so that colours tell frames apart. */
export interface UltrasoundClip extends DisplayPhantom {
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Columns and rows of the block, the last ones not in it. */
  readonly block: { readonly columns: readonly [number, number]; readonly rows: readonly [number, number] };
  /** What the block of a frame (from 0) is drawn with. */
  colourOf(frame: number): readonly [number, number, number];
}

function head(name: string, modality: string, sopClassUid: string): Dataset {
  return new Dataset()
    .set("SpecificCharacterSet", "ISO_IR 192")
    .set("SOPClassUID", sopClassUid)
    .set("SOPInstanceUID", uidFromText(`${name} instance`))
    .set("StudyInstanceUID", uidFromText(`${name} study`))
    .set("SeriesInstanceUID", uidFromText(`${name} series`))
    .set("PatientName", "Display^Phantom=显示^模体")
    .set("PatientID", "DISPLAY-1")
    .set("StudyDate", "20260103")
    .set("StudyTime", "101500")
    .set("StudyDescription", "Display")
    .set("SeriesDescription", name)
    .set("Modality", modality)
    .set("SeriesNumber", 1)
    .set("InstanceNumber", 1);
}

/** 24 frames of 320 x 240 at 12 a second: a fan of speckle with a colour bar and a block that changes with each frame. */
export function buildUltrasoundClip(name = "ultrasound clip"): UltrasoundClip {
  const [columns, rows, frames, framesPerSecond] = [320, 240, 24, 12];
  const block = { columns: [130, 190], rows: [90, 150] } as const;
  const indexOf = (frame: number) => 70 + frame * 7;
  // Entries of 16 bits; their high bytes are what is seen.
  const channel = (at: number, turn: number) =>
    at < 64 ? Math.round(at * 1.5) : Math.round(127.5 + 127.5 * Math.sin(((at + turn) * Math.PI) / 128));
  const palette = [0, 85, 170].map((turn) => Uint16Array.from({ length: 256 }, (_, at) => channel(at, turn) * 257));
  const pixels = new Uint8Array(columns * rows * frames);
  for (let frame = 0; frame < frames; frame++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const isBlock = column >= block.columns[0] && column < block.columns[1] && row >= block.rows[0] && row < block.rows[1];
        const reach = Math.hypot(column - columns / 2, row + 20);
        const isFan = reach < 250 && Math.abs(column - columns / 2) < (row + 20) * 0.8;
        const speckle = ((column * 7919 + row * 104_729 + frame * 1299) % 4093) % 64;
        pixels[(frame * rows + row) * columns + column] = isBlock ? indexOf(frame) : isFan ? speckle : 0;
      }
    }
  }
  const file = buildPart10(
    head(name, "US", "1.2.840.10008.5.1.4.1.1.3.1")
      .set("NumberOfFrames", frames)
      .set("FrameTime", 1000 / framesPerSecond)
      .set("SamplesPerPixel", 1)
      .set("PhotometricInterpretation", "PALETTE COLOR")
      .set("Rows", rows)
      .set("Columns", columns)
      .set("BitsAllocated", 8)
      .set("BitsStored", 8)
      .set("HighBit", 7)
      .set("PixelRepresentation", 0)
      .set("RedPaletteColorLookupTableDescriptor", [256, 0, 16])
      .set("GreenPaletteColorLookupTableDescriptor", [256, 0, 16])
      .set("BluePaletteColorLookupTableDescriptor", [256, 0, 16])
      .set("RedPaletteColorLookupTableData", bytesOf(palette[0]))
      .set("GreenPaletteColorLookupTableData", bytesOf(palette[1]))
      .set("BluePaletteColorLookupTableData", bytesOf(palette[2]))
      .set("PixelData", pixels, "OB"),
  );
  const colourOf = (frame: number) => {
    const [red, green, blue] = palette.map((entries) => (entries[indexOf(frame)] as number) >> 8);
    return [red, green, blue] as [number, number, number];
  };
  return { studyInstanceUid: uidFromText(`${name} study`), file, frames, framesPerSecond, block, colourOf };
}

/** A radiograph of grey blocks under a sigmoid, with an overlay plane and a circular shutter. */
export interface ShutteredRadiograph extends DisplayPhantom {
  readonly columns: number;
  readonly rows: number;
  /** Side of a block of one value, in pixels. */
  readonly blockPixels: number;
  valueAt(column: number, row: number): number;
  readonly window: { readonly center: number; readonly width: number };
  /** Row and column from 1, as in the file. */
  readonly circle: { readonly row: number; readonly column: number; readonly radius: number };
  /** Shutter Presentation Value, a P-Value of 16 bits. */
  readonly shutterValue: number;
  /** The overlay's set pixels: columns and rows from 0, the last ones not in it. */
  readonly overlay: { readonly columns: readonly [number, number]; readonly rows: readonly [number, number] };
}

export function buildShutteredRadiograph(name = "shuttered radiograph"): ShutteredRadiograph {
  const [columns, rows, blockPixels] = [256, 256, 16];
  const valueAt = (column: number, row: number) => 256 * Math.floor(column / blockPixels) + 8 * Math.floor(row / blockPixels);
  const values = Uint16Array.from({ length: columns * rows }, (_, at) => valueAt(at % columns, Math.floor(at / columns)));
  const window = { center: 2000, width: 1500 };
  const circle = { row: 120, column: 130, radius: 100 };
  const shutterValue = 0x4000;
  // The plane begins at row 65, column 49 and is 96 x 64; a frame of 16 pixels' width in it is set.
  const plane = { row: 65, column: 49, rows: 64, columns: 96 };
  const set = { columns: [64, 128], rows: [80, 96] } as const;
  const bits = new Uint8Array((plane.rows * plane.columns) / 8);
  for (let row = set.rows[0]; row < set.rows[1]; row++) {
    for (let column = set.columns[0]; column < set.columns[1]; column++) {
      const at = (row - (plane.row - 1)) * plane.columns + column - (plane.column - 1);
      bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
    }
  }
  const dataset = head(name, "DX", "1.2.840.10008.5.1.4.1.1.1.1")
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("PresentationLUTShape", "IDENTITY")
    .set("Rows", rows)
    .set("Columns", columns)
    .set("BitsAllocated", 16)
    .set("BitsStored", 12)
    .set("HighBit", 11)
    .set("PixelRepresentation", 0)
    .set("ImagerPixelSpacing", [0.5, 0.5])
    .set("WindowCenter", window.center)
    .set("WindowWidth", window.width)
    .set("VOILUTFunction", "SIGMOID")
    .set("WindowCenterWidthExplanation", "STANDARD")
    .set("ShutterShape", "CIRCULAR")
    .set("CenterOfCircularShutter", [circle.row, circle.column])
    .set("RadiusOfCircularShutter", circle.radius)
    .set("ShutterPresentationValue", shutterValue)
    .setElement(0x60000010, { vr: "US", value: [plane.rows] })
    .setElement(0x60000011, { vr: "US", value: [plane.columns] })
    .setElement(0x60000040, { vr: "CS", value: ["G"] })
    .setElement(0x60000050, { vr: "SS", value: [plane.row, plane.column] })
    .setElement(0x60000100, { vr: "US", value: [1] })
    .setElement(0x60000102, { vr: "US", value: [0] })
    .setElement(0x60001500, { vr: "LO", value: ["Marker"] })
    .setElement(0x60003000, { vr: "OW", value: bits })
    .set("PixelData", new Uint8Array(values.buffer), "OW");
  return {
    studyInstanceUid: uidFromText(`${name} study`),
    file: buildPart10(dataset),
    columns,
    rows,
    blockPixels,
    valueAt,
    window,
    circle,
    shutterValue,
    overlay: set,
  };
}

function bytesOf(entries: Uint16Array | undefined): Uint8Array {
  return entries === undefined ? new Uint8Array(0) : new Uint8Array(entries.buffer);
}
