import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Archive, type InstanceRecord, openArchive } from "../../src/archive/index.ts";
import { AreaError } from "../../src/base/index.ts";
import { parsePart10 } from "../../src/dicom/index.ts";
import { createConverter } from "../../src/host/tasks/convert.ts";
import { documentKindOf, parseObject } from "../../src/objects/index.ts";
import { createCodecs, createFrameReader, readSeriesFrames, type SeriesFrames } from "../../src/volume/index.ts";
import type { Examination, PixelOutcome, Question } from "./types.ts";

/** Of a file with more frames, as many spread over it stand for all. */
const framesTried = 8;

/**
 * Examines files as the workstation takes them in and shows them: staged into an archive (and discarded), the series' frames described,
 * frames decoded. Any error that is not one of the program's own is thrown on: it would be a crash.
 */
export function createExaminer(folder: string): {
  examine(question: Extract<Question, { kind: "examine" }>): Promise<Examination>;
} {
  const archive = openArchive(join(folder, `archive-${process.pid}`));
  const convert = createConverter();
  return {
    async examine({ path, allFrames }) {
      const bytes = readFileSync(path);
      try {
        const converted = await convert(bytes);
        if (converted === undefined) return await examineFile({ archive, path, bytes, allFrames });
        const copy = join(folder, "converted.dcm");
        writeFileSync(copy, converted.bytes);
        const found = await examineFile({ archive, path: copy, bytes: converted.bytes, allFrames });
        return { ...found, converted: converted.format };
      } catch (error) {
        const { name, message } = ownError(error);
        if (name === "archive/directory-record") return examineDirectory(bytes);
        return { transferSyntaxUid: "", sopClassUid: "", header: name, message, repairs: [] };
      }
    },
  };
}

async function examineFile(file: {
  readonly archive: Archive;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly allFrames: boolean;
}): Promise<Examination> {
  const { archive, path, bytes, allFrames } = file;
  const staged = await archive.stage(bytes);
  archive.discard([staged]);
  const { instance, series, repairs } = staged.description;
  const { transferSyntaxUid, sopClassUid } = instance;
  const base = { transferSyntaxUid, sopClassUid, header: "read", repairs };
  const kind = documentKindOf(sopClassUid, transferSyntaxUid);
  const isImage = series.kind === "image" || series.kind === "segmentation";
  // What is no plain image is read as a document too; a video is played from its stream and has no frames to decode here.
  const object = isImage && kind === "other" ? {} : { object: parseObject(parsePart10(bytes), bytes.length).content.kind };
  if (!isImage || kind === "video") return { ...base, ...object };
  return { ...base, ...object, pixels: await decodeSome({ ...instance, path }, allFrames) };
}

/** A DICOMDIR is no instance: the sources go by it. Here it counts as opened where its records can be read. */
function examineDirectory(bytes: Uint8Array): Examination {
  const { dataset, transferSyntaxUid, repairs } = parsePart10(bytes);
  const records = dataset.get("DirectoryRecordSequence") ?? [];
  for (const record of records) record.get("ReferencedFileID");
  const codes = [...new Set(repairs.map(({ code }) => code))];
  return { transferSyntaxUid, sopClassUid: "", header: "read", repairs: codes, object: "directory" };
}

async function decodeSome(instance: InstanceRecord, allFrames: boolean): Promise<PixelOutcome> {
  const series = await readSeriesFrames([instance]);
  const [unreadable] = series.unreadable;
  if (series.frames.length === 0) {
    return { frames: 0, decoded: [], incomplete: false, refused: unreadable?.code ?? "", message: unreadable?.message ?? "" };
  }
  const reader = createFrameReader(createCodecs());
  const decoded: number[] = [];
  let incomplete = unreadable !== undefined;
  let failure: AreaError | undefined;
  for (const frame of framesToTry(series, allFrames)) {
    try {
      const { missingValues = 0 } = await reader.decode(instance.path, frame.frameNumber, frame.valueType);
      incomplete ||= missingValues > 0;
      decoded.push(frame.frameNumber);
    } catch (error) {
      failure ??= ownError(error);
    }
  }
  return {
    frames: series.frames.length,
    decoded,
    incomplete,
    ...(failure === undefined ? {} : { refused: failure.name, message: failure.message }),
  };
}

function framesToTry({ frames }: SeriesFrames, all: boolean): SeriesFrames["frames"] {
  if (all || frames.length <= framesTried) return frames;
  const step = (frames.length - 1) / (framesTried - 1);
  return Array.from({ length: framesTried }, (_, index) => frames[Math.round(index * step)] ?? []).flat();
}

function ownError(error: unknown): AreaError {
  if (error instanceof AreaError) return error;
  throw error;
}
