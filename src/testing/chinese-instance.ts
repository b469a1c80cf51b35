import { buildInstance, type InstanceFixture } from "./instances.ts";

/** A patient and a study as a Chinese modality writes them. */
export interface ChineseFixture extends Omit<InstanceFixture, "patientName" | "studyDescription" | "edit"> {
  /** With "^" and "=" as in the file. */
  readonly patientName: string;
  readonly studyDescription: string;
  /** "GB18030" as (0008,0005) has it, or none at all: the same bytes, and nothing that says how to read them. */
  readonly charset: "GB18030" | "none";
}

/**
 * A Part 10 file whose texts are GB 18030 (its two-byte area, which is GBK). What is written here never goes through this product's own
 * encoding of text: placeholders of ASCII are overwritten by bytes found with the platform's decoder.
 */
export function buildChineseInstance({ patientName, studyDescription, charset, ...fixture }: ChineseFixture): Uint8Array {
  const encode = createGbkEncoder();
  const [name, description] = [encode(patientName), encode(studyDescription)];
  const standIns = { name: "N".repeat(name.length), description: "D".repeat(description.length) };
  const plain = buildInstance({ ...fixture, patientName: standIns.name, studyDescription: standIns.description });
  // (0008,0005) CS is written by this product as ISO_IR 192: it gives way to what the modality wrote, or to nothing.
  const own = Buffer.from("\b\0\x05\0CS\n\0ISO_IR 192", "latin1");
  const at = Buffer.from(plain).indexOf(own);
  if (at < 0) throw new Error("Specific Character Set is not where it was expected.");
  const theirs = Buffer.from(charset === "GB18030" ? "\b\0\x05\0CS\b\0GB18030 " : "", "latin1");
  const bytes = new Uint8Array(Buffer.concat([plain.subarray(0, at), theirs, plain.subarray(at + own.length)]));
  overwrite(bytes, standIns.name, name);
  overwrite(bytes, standIns.description, description);
  return bytes;
}

function overwrite(bytes: Uint8Array, standIn: string, by: Uint8Array): void {
  const place = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(standIn, 0, "latin1");
  if (place < 0) throw new Error(`The file does not hold ${standIn}.`);
  bytes.set(by, place);
}

/** The platform decodes GBK and does not encode it: every pair of bytes is decoded once, and the table turned round. */
function createGbkEncoder(): (text: string) => Uint8Array {
  const decoder = new TextDecoder("gbk");
  const bytesOf = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (trail !== 0x7f && text.length === 1 && text !== "\ufffd" && !bytesOf.has(text)) bytesOf.set(text, [lead, trail]);
    }
  }
  return (text) => {
    const bytes = [...text].flatMap((character) => {
      const pair = character < "\u0080" ? [character.charCodeAt(0)] : bytesOf.get(character);
      if (pair === undefined) throw new Error(`GBK does not hold ${character}.`);
      return pair;
    });
    return Uint8Array.from(bytes.length % 2 === 0 ? bytes : [...bytes, 0x20]);
  };
}
