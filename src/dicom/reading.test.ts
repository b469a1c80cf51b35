import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dataRoot, hasTool } from "../testing/environment.ts";
import { buildPart10, type Dataset, DicomError, type DicomJson, parsePart10, toDicomJson } from "./index.ts";

const root = dataRoot();
const filesIn = (folder: string) =>
  root === null ? [] : readdirSync(join(root, folder)).map((name) => join(root, folder, name));

/** Kept out of the comparison: what dcm2json changes itself, and what only says how the file was encoded. */
const UNCOMPARED = /^(00080005|[0-9A-F]{4}0000|FFFCFFFC)$/;

/** Both sides without what they may differ in: DS and IS as numbers, unknown bytes as such, no trailing spaces. */
function comparable(json: DicomJson): unknown {
  const entries = Object.entries(json).filter(([tag]) => !UNCOMPARED.test(tag));
  return Object.fromEntries(entries.map(([tag, attribute]) => [tag, comparableValue(attribute)]));
}

function comparableValue(attribute: DicomJson[string]): unknown {
  const values = (attribute.Value ?? []).map((value) => comparableOne(value, attribute.vr));
  return base64Text(attribute.InlineBinary) ?? values.filter((value) => value !== null && JSON.stringify(value) !== '[""]');
}

/** Without padding, of the text and of the value. */
function base64Text(text: string | undefined): string | undefined {
  let end = text?.length ?? 0;
  while (end > 0 && (text?.[end - 1] === "=" || text?.[end - 1] === "A")) end--;
  return text?.slice(0, end);
}

function comparableOne(value: unknown, vr: string): unknown {
  if (vr === "SQ") return comparable(value as DicomJson);
  if (typeof value === "number" || vr === "DS" || vr === "IS")
    return Number.isNaN(Number(value)) ? null : Math.fround(Number(value)) + 0;
  if (typeof value === "string") return value.trim();
  if (vr !== "PN" || value === null) return value;
  return Object.values(value as object).map((group) => String(group).replace(/\^+$/, "").trim());
}

/** dcmtk does not convert the texts inside the items of this one; charset.test.ts holds what they say. */
const UNCONVERTED = ["chrSQEncoding.dcm"];

describe.skipIf(root === null || !hasTool("dcm2json"))("reading and writing, beside dcmtk", () => {
  const files = [...filesIn("codecs/pydicom"), ...filesIn("codecs/charsets")].filter(
    (file) => !UNCONVERTED.includes(basename(file)),
  );
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-dicom-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(files.map((file) => [basename(file), file]))("reads %s as dcm2json does", (_name, file) => {
    const expected = dcm2json(file);
    if (expected === undefined) return;
    const { dataset, repairs } = parsePart10(readFileSync(file));
    if (repairs.some(({ code }) => code === "missing-sop-uid")) dataset.delete("SOPClassUID").delete("SOPInstanceUID");
    expect(comparable(toDicomJson(dataset))).toEqual(comparable(expected));
  });

  it.each(files.filter((file) => !/truncated|no_meta.dcm/.test(file)).map((file) => [basename(file), file]))(
    "writes %s so that dcmtk reads the same",
    (name, file) => {
      const { dataset, transferSyntaxUid } = parsePart10(readFileSync(file));
      dataset.set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.7").set("SOPInstanceUID", "2.25.1");
      const written = join(folder, name);
      writeFileSync(written, buildPart10(dataset, dataset.element("PixelData")?.fragments ? { transferSyntaxUid } : {}));
      const dump = spawnSync("dcmdump", ["-q", written], { encoding: "utf8", maxBuffer: 1 << 28 });
      expect([dump.status, dump.stderr]).toEqual([0, ""]);
      const read = dcm2json(written);
      if (read !== undefined) expect(comparable(read)).toEqual(comparable(toDicomJson(dataset)));
    },
  );
});

function dcm2json(file: string): DicomJson | undefined {
  const other = spawnSync("dcm2json", ["-fc", file], { encoding: "utf8", maxBuffer: 1 << 28 });
  return other.status === 0 ? (JSON.parse(other.stdout) as DicomJson) : undefined;
}

describe.skipIf(root === null)("files made to break readers", () => {
  const folder = join(root ?? "", "broken", "fuzz-v2");
  const files =
    root === null ? [] : readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  it(`reads or refuses all ${files.length}, with a DicomError alone`, () => {
    for (const entry of files) {
      const file = join(entry.parentPath, entry.name);
      try {
        touch(parsePart10(readFileSync(file)).dataset);
      } catch (error) {
        expect(error, file).toBeInstanceOf(DicomError);
      }
    }
  });
});

function touch(dataset: Dataset): void {
  for (const [, { value, vr }] of dataset.entries()) {
    if (vr === "SQ") for (const item of value as readonly Dataset[]) touch(item);
  }
}
