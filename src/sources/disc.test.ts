import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DiscFile, writeDisc } from "../testing/disc.ts";
import { buildZip } from "../testing/zip.ts";
import { type FilePort, systemFiles } from "./file-port.ts";
import { createFileSource } from "./file-source.ts";
import { createFolderSource } from "./folder-source.ts";
import { defaultLimits } from "./limits.ts";
import { openSource } from "./open-source.ts";
import type { Source } from "./types.ts";
import { createZipSource } from "./zip-source.ts";

const text = (value: string) => new TextEncoder().encode(value);
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-disc-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** One line an entry. */
async function listed(source: Source): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of source.entries()) {
    if (entry.kind === "unreadable") lines.push(`${entry.path}: ${entry.error.code}`);
    else if (entry.kind === "skipped") lines.push(`${entry.path}: (${entry.rule})`);
    else lines.push(`${entry.file.path}${entry.file.listing === undefined ? "" : ` ${entry.file.listing}`}`);
  }
  return lines;
}

const file = (name: string, path?: string): DiscFile => ({
  fileId: ["DICOM", name],
  bytes: text(name),
  ...(path === undefined ? {} : { path }),
});

describe("a disc with a DICOMDIR", () => {
  it("comes in the directory's order; what it does not name is found, what is missing is listed", async () => {
    writeDisc(folder, [file("IM2"), file("IM1"), { fileId: ["DICOM", "IM9"], bytes: null }]);
    await writeFile(join(folder, "DICOM", "EXTRA"), "extra");
    await mkdir(join(folder, "VIEWER"));
    await writeFile(join(folder, "VIEWER", "RUN.EXE"), "exe");
    expect(await listed(createFolderSource(folder))).toEqual([
      "DICOMDIR: (medium-directory)",
      "DICOM/IM2 listed",
      "DICOM/IM1 listed",
      "DICOM/IM9: not-on-medium",
      "DICOM/EXTRA unlisted",
      "VIEWER/RUN.EXE unlisted",
    ]);
  });

  it("finds names in other cases, with versions, points and suffixes, and never leaves the medium", async () => {
    const files = [
      file("IM1", "dicom/im1"),
      file("IM2", "dicom/IM2.;1"),
      file("IM3", "dicom/Im3.dcm"),
      file("IM4", "dicom/IM4;1"),
    ];
    writeDisc(join(folder, "disc"), [...files, { fileId: ["..", "SECRET"], bytes: null }], "dicomdir;1");
    await writeFile(join(folder, "SECRET"), "secret");
    expect(await listed(createFolderSource(join(folder, "disc")))).toEqual([
      "dicomdir;1: (medium-directory)",
      "DICOM/IM1 listed",
      "DICOM/IM2 listed",
      "DICOM/IM3 listed",
      "DICOM/IM4 listed",
    ]);
  });

  it("is meant when its directory is opened by itself, under whatever name, and in folders below", async () => {
    writeDisc(join(folder, "a"), [file("IM1")]);
    writeDisc(join(folder, "b"), [file("IM2"), file("IM1")], "copy of the directory");
    expect(await listed(await openSource(join(folder, "a", "DICOMDIR")))).toEqual([
      "DICOMDIR: (medium-directory)",
      "DICOM/IM1 listed",
    ]);
    expect(await listed(await openSource(join(folder, "b", "copy of the directory")))).toEqual([
      "copy of the directory: (medium-directory)",
      "DICOM/IM2 listed",
      "DICOM/IM1 listed",
    ]);
    expect((await listed(createFolderSource(folder))).slice(0, 2)).toEqual([
      "a/DICOMDIR: (medium-directory)",
      "a/DICOM/IM1 listed",
    ]);
  });

  it("is read without its directory where that is damaged, which is said", async () => {
    writeDisc(folder, [file("IM1")]);
    await writeFile(join(folder, "DICOMDIR"), "no directory");
    expect(await listed(createFolderSource(folder))).toEqual(["DICOMDIR: directory-unreadable", "DICOM/IM1 unlisted"]);
  });
});

describe("names and links", () => {
  it.skipIf(process.platform !== "linux")("reads names that are no UTF-8, and shows them", async () => {
    const name = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xcd, 0xf5, 0xd3, 0xa2])]);
    await writeFile(name, "gbk");
    await mkdir(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]));
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe]), Buffer.from("/x")]), "below");
    const read: string[] = [];
    for await (const entry of createFolderSource(folder).entries()) {
      if (entry.kind === "file") read.push(`${entry.file.path} = ${new TextDecoder().decode(await entry.file.read())}`);
    }
    expect(read).toHaveLength(2);
    expect(read).toContain("王英 = gbk");
    expect(read.some((line) => line.endsWith("/x = below"))).toBe(true);
  });

  it("passes over hidden files, but for those that are DICOM", async () => {
    await writeFile(join(folder, ".notes"), "hidden");
    const dicom = new Uint8Array(200);
    dicom.set(text("DICM"), 128);
    await writeFile(join(folder, ".image"), dicom);
    await mkdir(join(folder, ".git"));
    await writeFile(join(folder, ".git", "config"), "x");
    expect(await listed(createFolderSource(folder))).toEqual([".git/config: (hidden)", ".image", ".notes: (hidden)"]);
  });

  it.skipIf(process.platform === "win32")("says of a path that is too long that it is", async () => {
    // Made from the inside, step by step: the whole path cannot be given to the system.
    const long = "n".repeat(250);
    let at = folder;
    for (let depth = 0; depth < 15; depth += 1) {
      at = join(at, long);
      await mkdir(at);
    }
    await writeFile(join(at, "x"), "x");
    await rename(join(folder, long), join(folder, "moved"));
    const outer = join(folder, long, long, long);
    await mkdir(outer, { recursive: true });
    await rename(join(folder, "moved"), join(outer, "moved"));
    const lines = await listed(createFolderSource(folder));
    // Short again, so that it can be taken away.
    await rename(join(outer, "moved"), join(folder, "moved"));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(-40)).toMatch(/: path-too-long$/);
  });

  it.skipIf(process.platform === "win32")("goes through a link that is the folder itself, and round no loop", async () => {
    await mkdir(join(folder, "real"));
    await writeFile(join(folder, "real", "a"), "a");
    await symlink(".", join(folder, "real", "self"));
    await symlink("real", join(folder, "link"));
    expect(await listed(createFolderSource(join(folder, "link")))).toEqual(["a", "self: (link-inside)"]);
  });
});

describe("a medium that fails", () => {
  /** Reads that fail as the plan says: a code for each read of a place, in order; undefined reads. */
  function failing(plan: (position: number, length: number, attempt: number) => string | undefined): FilePort {
    const attempts = new Map<number, number>();
    return {
      async open(path) {
        const opened = await systemFiles.open(path);
        return {
          ...opened,
          read(into, offset, length, position) {
            const attempt = attempts.get(position) ?? 0;
            attempts.set(position, attempt + 1);
            const code = plan(position, length, attempt);
            if (code !== undefined) return Promise.reject(Object.assign(new Error(code), { code }));
            return opened.read(into, offset, length, position);
          },
        };
      },
    };
  }
  const firstFile = async (source: Source) => {
    for await (const entry of source.entries()) if (entry.kind === "file") return entry.file;
    throw new Error("no file");
  };

  it("is tried again, in smaller pieces, until it gives its bytes", async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, at) => at % 251);
    await writeFile(join(folder, "a"), bytes);
    const lengths: number[] = [];
    const files = failing((position, length, attempt) => {
      lengths.push(length);
      return position < 65_536 && length > 2048 ? "EIO" : attempt === 0 && position === 65_536 ? "EIO" : undefined;
    });
    const read = await (await firstFile(createFileSource(join(folder, "a"), defaultLimits, files))).read();
    expect(Buffer.from(read).equals(Buffer.from(bytes))).toBe(true);
    expect(lengths[0]).toBe(200_000);
    expect(lengths).toContain(2048);
  }, 30_000);

  it("is given up where a place stays bad: that file is named with the place, the rest is read", async () => {
    await writeFile(join(folder, "a"), "bad sector here");
    const source = createFolderSource(
      folder,
      defaultLimits,
      failing(() => "EIO"),
    );
    await expect((await firstFile(source)).read()).rejects.toMatchObject({ code: "bad-sector", details: { offset: 0 } });
  }, 30_000);

  it("stops trying when it is told to", async () => {
    await writeFile(join(folder, "a"), "bad");
    const stop = new AbortController();
    const reading = (
      await firstFile(
        createFolderSource(
          folder,
          defaultLimits,
          failing(() => "EIO"),
        ),
      )
    ).read(stop.signal);
    stop.abort();
    await expect(reading).rejects.toThrow(/abort/i);
  });

  it("is told from a file that went away: the whole import ends, to be gone on with", async () => {
    await mkdir(join(folder, "disc", "sub"), { recursive: true });
    await writeFile(join(folder, "disc", "a"), "a");
    await writeFile(join(folder, "disc", "sub", "b"), "b");
    const entries = createFolderSource(join(folder, "disc")).entries()[Symbol.asyncIterator]();
    const first = await entries.next();
    await rename(join(folder, "disc"), join(folder, "ejected"));
    if (first.done === true || first.value.kind !== "file") throw new Error("no file");
    await expect(first.value.file.read()).rejects.toMatchObject({ code: "medium-gone" });
    await expect(entries.next()).rejects.toMatchObject({ code: "medium-gone" });
  });

  it("is told for a ZIP that went away too", async () => {
    await writeFile(join(folder, "a.zip"), buildZip([{ name: "x", bytes: text("x") }]));
    const found = await firstFile(createZipSource(join(folder, "a.zip")));
    await rm(join(folder, "a.zip"));
    await expect(found.read()).rejects.toMatchObject({ code: "medium-gone" });
  });
});
