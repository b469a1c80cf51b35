import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildZip } from "../testing/zip.ts";
import { createFolderSource } from "./folder-source.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import { openSource } from "./open-source.ts";
import type { Source } from "./types.ts";
import { createUploadSource } from "./upload-source.ts";
import { createZipSource } from "./zip-source.ts";

const text = (value: string) => new TextEncoder().encode(value);
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-sources-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** One line an entry: path and what it holds, why it could not be read, or by which rule it was passed over. */
async function listed(source: Source): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of source.entries()) {
    if (entry.kind === "unreadable") lines.push(`${entry.path}: ${entry.error.area}/${entry.error.code}`);
    else if (entry.kind === "skipped") lines.push(`${entry.path}: (${entry.rule})`);
    else {
      const held = await entry.file.read().then(
        (bytes) => {
          expect(bytes.length).toBe(entry.file.byteLength);
          return new TextDecoder().decode(bytes.subarray(0, 12));
        },
        (error: { code: string }) => `! ${error.code}`,
      );
      lines.push(`${entry.file.path} = ${held}`);
    }
  }
  return lines;
}

async function zipAt(name: string, entries: Parameters<typeof buildZip>[0]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, buildZip(entries));
  return path;
}

describe("folder source", () => {
  it("walks everything in the order of names and counts what it lists", async () => {
    await mkdir(join(folder, "b", "deep"), { recursive: true });
    for (const name of ["c.dcm", "a.dcm", "b/deep/x.dcm", "b/1.dcm"]) await writeFile(join(folder, name), name);
    for (const name of [".DS_Store", "Thumbs.db", "b/._1.dcm"]) await writeFile(join(folder, name), "junk");
    const source = createFolderSource(folder);
    expect(await listed(source)).toEqual([
      ".DS_Store: (system-file)",
      "Thumbs.db: (system-file)",
      "a.dcm = a.dcm",
      "b/._1.dcm: (system-file)",
      "b/1.dcm = b/1.dcm",
      "b/deep/x.dcm = b/deep/x.dcm",
      "c.dcm = c.dcm",
    ]);
    expect(await source.measure()).toEqual({ files: 4, bytes: 29 });
  });

  it.skipIf(process.platform === "win32")("follows no link: no loop, no way out", async () => {
    await mkdir(join(folder, "in", "sub"), { recursive: true });
    await writeFile(join(folder, "secret"), "secret");
    await writeFile(join(folder, "in", "sub", "a"), "a");
    await symlink("..", join(folder, "in", "sub", "loop"));
    await symlink("sub/a", join(folder, "in", "alias"));
    await symlink("../secret", join(folder, "in", "out"));
    await symlink("nowhere", join(folder, "in", "dead"));
    expect(await listed(createFolderSource(join(folder, "in")))).toEqual([
      "alias: (link-inside)",
      "dead: sources/link-broken",
      "out: sources/link-outside",
      "sub/a = a",
      "sub/loop: (link-inside)",
    ]);
  });

  it.skipIf(process.platform === "win32")("does not read what is no file", async () => {
    const server = createServer().listen(join(folder, "socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    await writeFile(join(folder, "ok"), "ok");
    expect(await listed(createFolderSource(folder))).toEqual(["ok = ok", "socket: sources/not-a-file"]);
    server.close();
  });

  it("refuses what is too large, too deep, too many, and goes on with the rest", async () => {
    await mkdir(join(folder, "a", "b", "c"), { recursive: true });
    await writeFile(join(folder, "a", "b", "c", "x"), "x");
    await writeFile(join(folder, "a", "y"), "0123456789");
    await writeFile(join(folder, "z"), "z");
    const limits: SourceLimits = { ...defaultLimits, maxDepth: 2, maxFileBytes: 5 };
    expect(await listed(createFolderSource(folder, limits))).toEqual([
      "a/b/c: sources/too-deep",
      "a/y: sources/too-large",
      "z = z",
    ]);
    const few = createFolderSource(folder, { ...defaultLimits, maxFiles: 1 });
    expect(await listed(few)).toEqual(["a/b/c/x = x", "a/y: sources/too-many-files"]);
  });

  it("opens a ZIP lying in it, and says when a file changed under its feet", async () => {
    await zipAt("set.zip", [{ name: "IM1", bytes: text("one") }]);
    await writeFile(join(folder, "not.zip"), "plain");
    expect(await listed(createFolderSource(folder))).toEqual(["not.zip = plain", "set.zip!/IM1 = one"]);
    const entries = createFolderSource(folder).entries();
    for await (const entry of entries) {
      if (entry.kind !== "file") continue;
      await rm(join(folder, entry.file.path.split("!")[0] ?? ""));
      await expect(entry.file.read()).rejects.toMatchObject({ area: "sources", code: "not-found" });
    }
  });
});

describe("zip source", () => {
  it("reads stored and deflated entries, folders and empty files, with names in UTF-8 and GB 18030", async () => {
    const gbk = Uint8Array.from([0xcd, 0xf5, 0x2f, 0x31]);
    const path = await zipAt("a.zip", [
      { name: "dir/", bytes: text("") },
      { name: "dir/stored", bytes: text("stored"), store: true },
      { name: "dir/deflated", bytes: text("deflated") },
      { name: "王/图", bytes: text("utf8") },
      { name: gbk, bytes: text("gbk") },
      { name: "dir\\windows", bytes: text("backslash") },
      { name: "empty", bytes: text("") },
      { name: "__MACOSX/._x", bytes: text("junk") },
    ]);
    const source = createZipSource(path);
    expect(await listed(source)).toEqual([
      "a.zip!/dir/stored = stored",
      "a.zip!/dir/deflated = deflated",
      "a.zip!/王/图 = utf8",
      "a.zip!/王/1 = gbk",
      "a.zip!/dir/windows = backslash",
      "a.zip!/empty = ",
      "a.zip!/__MACOSX/._x: (system-file)",
    ]);
    expect(await source.measure()).toMatchObject({ files: 6 });
  });

  it("refuses names that lead out, encrypted and exotic entries, ZIPs inside, and still reads the rest", async () => {
    const path = await zipAt("b.zip", [
      { name: "../../etc/passwd", bytes: text("slip") },
      { name: "/abs", bytes: text("slip") },
      { name: "C:\\x", bytes: text("slip") },
      { name: "a/../../b", bytes: text("slip") },
      { name: "locked", bytes: text("x"), flags: 1 },
      { name: "bzip2", bytes: text("x"), method: 12 },
      { name: "inner.zip", bytes: buildZip([{ name: "x", bytes: text("x") }]) },
      { name: "wrong-crc", bytes: text("x"), crc: 1 },
      { name: "wrong-size", bytes: text("x"), store: true, declaredBytes: 9 },
      { name: "short", bytes: text("xyz"), declaredBytes: 2 },
      { name: "fine", bytes: text("fine") },
    ]);
    expect((await listed(createZipSource(path))).map((line) => line.slice("b.zip!/".length))).toEqual([
      "../../etc/passwd: sources/zip-unsafe-name",
      "/abs: sources/zip-unsafe-name",
      "C:/x: sources/zip-unsafe-name",
      "a/../../b: sources/zip-unsafe-name",
      "locked: sources/zip-encrypted",
      "bzip2: sources/zip-unsupported-method",
      "inner.zip: sources/zip-nested",
      "wrong-crc = ! zip-damaged",
      "wrong-size: sources/zip-damaged",
      "short = ! zip-bomb",
      "fine = fine",
    ]);
  });

  it("defuses bombs: by ratio, by total, by entries that share their bytes", async () => {
    const limits: SourceLimits = { ...defaultLimits, zipRatioFloorBytes: 1000, maxZipRatio: 100 };
    const zeros = new Uint8Array(1_000_000);
    const ratio = await zipAt("ratio.zip", [
      { name: "bomb", bytes: zeros },
      { name: "fine", bytes: text("fine") },
    ]);
    expect(await listed(createZipSource(ratio, limits))).toEqual(["ratio.zip!/bomb: sources/zip-bomb", "ratio.zip!/fine = fine"]);
    const total = await listed(createZipSource(ratio, { ...defaultLimits, maxZipTotalBytes: 1000 }));
    expect(total).toEqual(["ratio.zip: sources/zip-too-large"]);
    const shared = await zipAt("shared.zip", [
      { name: "0", bytes: zeros },
      ...Array.from({ length: 30 }, (_, index) => ({ name: `${index + 1}`, bytes: zeros, dataOf: 0 })),
    ]);
    const lines = await listed(createZipSource(shared));
    expect(lines.at(-1)).toBe("shared.zip: sources/zip-bomb");
    expect(lines.length).toBeLessThan(10);
  });

  it("lists a ZIP that is cut or not one, instead of throwing", async () => {
    const whole = buildZip([
      { name: "a", bytes: text("a") },
      { name: "b", bytes: text("b") },
    ]);
    await writeFile(join(folder, "cut.zip"), whole.subarray(0, whole.length - 30));
    await writeFile(join(folder, "none.zip"), "hello");
    const bent = Buffer.from(whole);
    bent.writeUInt32LE(0, whole.length - 22 - 47);
    await writeFile(join(folder, "bent.zip"), bent);
    expect(await listed(createZipSource(join(folder, "cut.zip")))).toEqual(["cut.zip: sources/zip-damaged"]);
    expect(await listed(createZipSource(join(folder, "none.zip")))).toEqual(["none.zip: sources/zip-damaged"]);
    expect((await listed(createZipSource(join(folder, "bent.zip")))).at(-1)).toBe("bent.zip: sources/zip-damaged");
  });

  it("never throws out of an iteration, whichever byte is flipped", async () => {
    const whole = Buffer.from(
      buildZip([
        { name: "a/b", bytes: text("first entry of the two") },
        { name: "c", bytes: text("second"), store: true },
      ]),
    );
    for (let at = 0; at < whole.length; at += 1) {
      const bent = Buffer.from(whole);
      bent[at] = (bent[at] ?? 0) ^ 0xff;
      await writeFile(join(folder, "bent.zip"), bent);
      const lines = await listed(createZipSource(join(folder, "bent.zip")));
      expect(lines.length).toBeLessThanOrEqual(3);
    }
  });
});

describe("upload source", () => {
  it("takes the web's files, opens ZIPs among them, and never uses a name as a path", async () => {
    const files = [
      new File([text("plain")], "../../x.dcm"),
      new File([buildZip([{ name: "in", bytes: text("inside") }])], "s.bin"),
      new File([text("junk")], "sub/.DS_Store"),
    ];
    expect(await listed(createUploadSource(files))).toEqual([
      "../../x.dcm = plain",
      "s.bin!/in = inside",
      "sub/.DS_Store: (system-file)",
    ]);
  });
});

describe("openSource", () => {
  it("chooses by what is there, not by its name", async () => {
    await mkdir(join(folder, "disc"));
    await writeFile(join(folder, "disc", "IM1"), "image");
    await writeFile(join(folder, "disc", "DICOMDIR"), "directory");
    const zip = await zipAt("odd-name", [{ name: "x", bytes: text("x") }]);
    expect(await listed(await openSource(join(folder, "disc")))).toEqual([
      "DICOMDIR: sources/directory-unreadable",
      "IM1 = image",
    ]);
    expect(await listed(await openSource(join(folder, "disc", "DICOMDIR")))).toEqual([
      "DICOMDIR: sources/directory-unreadable",
      "IM1 = image",
    ]);
    expect(await listed(await openSource(join(folder, "disc", "IM1")))).toEqual(["IM1 = image"]);
    expect(await listed(await openSource(zip))).toEqual(["odd-name!/x = x"]);
    await expect(openSource(join(folder, "gone"))).rejects.toMatchObject({ area: "sources", code: "not-found" });
  });

  it("stops when cancelled", async () => {
    for (const name of ["1", "2", "3"]) await writeFile(join(folder, name), name);
    const controller = new AbortController();
    const walk = async () => {
      for await (const _ of createFolderSource(folder).entries(controller.signal)) controller.abort();
    };
    await expect(walk()).rejects.toMatchObject({ name: "AbortError" });
  });
});
