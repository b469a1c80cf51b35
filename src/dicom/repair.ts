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
  | "pixel-data-long";

/** A tolerance used while reading. */
export interface Repair {
  readonly code: RepairCode;
  /** "GGGGEEEE" of the element concerned. */
  readonly tag?: string;
}
