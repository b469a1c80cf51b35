/**
 * Every tolerance that reading knows, a closed list: what the file broke, and what was done instead. Each has a sentence
 * `repairs.<code>` in both languages. A code stands here only where something produces it.
 */
export type RepairCode =
  /** No 128 bytes and DICM before the meta information (PS3.10 7.1): the data set was found by what it looks like. */
  | "missing-preamble"
  /** No Transfer Syntax UID (0002,0010): the encoding was found from the bytes. */
  | "missing-meta"
  /** (0002,0000) does not say where group 2 ends: group 2 was read to its last element. */
  | "meta-group-length-wrong"
  /** SOP Class or SOP Instance UID absent from the data set: taken from the meta information. */
  | "missing-sop-uid"
  /** The data set is in another encoding than the one declared, or that one is unknown: the one found was used. */
  | "wrong-transfer-syntax"
  /** Big endian where little endian was declared: read as big endian. */
  | "big-endian-undeclared"
  /** An element without VR in an explicit VR data set: VR taken from the dictionary. */
  | "implicit-vr-in-explicit"
  /** An element with VR in an implicit VR data set: its own VR used. */
  | "explicit-vr-in-implicit"
  /** The VR is none, or of another kind than the dictionary has for the attribute. */
  | "wrong-vr"
  /** A standard sequence came as UN, or an unknown one in explicit VR (PS3.5 6.2.2, CP-246): its items were read. */
  | "un-sequence"
  /** Bytes that the VR does not allow, such as a decimal comma in a DS: read as far as the meaning is certain. */
  | "value-not-in-vr"
  /** A value of odd length (PS3.5 7.1.1): read as it is. */
  | "odd-length"
  /** A length in the wrong width or form: the one that leads to the next element was used. */
  | "length-wrong"
  /** An item or fragment ends before or after its stated length: read to where its content ends. */
  | "item-length-wrong"
  /** The delimiter of an item or sequence is missing: ended by what follows. */
  | "sequence-not-delimited"
  /** Tags do not ascend (PS3.5 7.1): sorted. */
  | "unordered-tags"
  /** The same tag twice in one data set: the first was kept. */
  | "duplicate-tag"
  /** The file ends inside a value: pixel data were kept as far as they go, any other value was dropped. */
  | "truncated-value"
  /** Bytes after the data set that belong to nothing: left out. */
  | "trailing-bytes"
  /** Specific Character Set (0008,0005) misspelt or unknown: read as what was meant. */
  | "charset-guessed"
  /** Text beyond ASCII without Specific Character Set: the character set was found from all text. */
  | "charset-missing"
  /** Text does not fit the declared character set: the character set was found from all text. */
  | "charset-wrong"
  /** A basic or extended offset table does not fit the fragments (PS3.5 A.4): not used. */
  | "offset-table-wrong"
  /** Fewer bytes of native pixel data than Rows, Columns, bits and frames make. */
  | "pixel-data-short"
  /** More bytes of native pixel data than Rows, Columns, bits and frames make: the rest is not shown. */
  | "pixel-data-long"
  /** Pixel data without Rows or Columns (PS3.3 C.7.6.3): there is no image to show. */
  | "image-size-missing"
  /** No Samples per Pixel (0028,0002): as many as the Photometric Interpretation asks for, else one. */
  | "samples-per-pixel-missing"
  /** Photometric Interpretation (0028,0004) missing or unknown: grey or RGB, by Samples per Pixel. */
  | "photometric-unknown"
  /** A Photometric Interpretation that cannot have so many samples: the samples were believed. */
  | "photometric-not-of-samples"
  /** A Photometric Interpretation that only a codec makes, of pixels that are not compressed: they were read as what the codec gives. */
  | "photometric-of-compression"
  /** Shared chrominance (YBR_FULL_422) was declared, every pixel has its own. */
  | "chrominance-not-shared"
  /** Planar Configuration (0028,0006) missing or impossible: samples were read pixel by pixel. */
  | "planar-configuration-wrong"
  /** Bits Allocated (0028,0100) missing, impossible or contradicted by Bits Stored: found from the length of the pixel data. */
  | "bits-allocated-wrong"
  /** Bits Stored (0028,0101) missing or more than allocated: as many as are allocated. */
  | "bits-stored-wrong"
  /** High Bit (0028,0102) missing or where the stored bits cannot end: they were taken from the lowest bit on. */
  | "high-bit-wrong"
  /** Pixel Representation (0028,0103) missing or neither 0 nor 1: read as unsigned. */
  | "pixel-representation-wrong"
  /** Number of Frames (0028,0008) empty, zero or beyond reason: the nearest that can be. */
  | "number-of-frames-wrong"
  /** Compressed pixel data that are not in fragments (PS3.5 A.4): read as one frame. */
  | "compressed-without-fragments"
  /** Pixel data that are not compressed, although the transfer syntax says so: read as they are. */
  | "pixels-not-compressed"
  /** A palette or LUT without descriptor or data: not used. */
  | "lookup-table-missing"
  /** A palette or LUT longer or shorter than described: the rest left out, or its last entry held. */
  | "lookup-length-wrong"
  /** The entries of a palette or LUT have other bits than described: those of the data were believed. */
  | "lookup-bits-wrong"
  /** Red, green and blue of a palette start at different pixel values: the red one's was used. */
  | "palette-starts-differ"
  /** Rescale Slope or Dose Grid Scaling missing or zero: taken as 1. */
  | "rescale-wrong"
  /** The marks in a JPEG tell another colour space than the Photometric Interpretation: the marks were believed. */
  | "codestream-other-colour"
  /** A codestream has other bits than Bits Stored and Bits Allocated allow: its own were believed. */
  | "codestream-other-bits"
  /** A codestream has another sign than Pixel Representation: its values were read with the header's sign. */
  | "codestream-other-sign"
  /** Neither one fragment a frame nor an offset table tells where frames start: found by where codestreams begin. */
  | "frame-starts-searched"
  /** Fragments hold more frames than Number of Frames: the rest is not shown. */
  | "frames-beyond-number"
  /** Fragments or bytes for fewer frames than Number of Frames: those that are there are shown. */
  | "frames-missing";

/** A tolerance used while reading. */
export interface Repair {
  readonly code: RepairCode;
  /** "GGGGEEEE" of the element concerned. */
  readonly tag?: string;
}
