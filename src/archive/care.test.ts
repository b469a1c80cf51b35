import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildInstance } from "../testing/instances.ts";
import { openArchive } from "./archive.ts";
import type { Archive } from "./types.ts";

let folder = "";
let archive: Archive;
let clock = Date.UTC(2026, 0, 1);
const open = () => openArchive(folder, { now: () => new Date(clock) });

beforeEach(async () => {
  clock = Date.UTC(2026, 0, 1);
  folder = await mkdtemp(join(tmpdir(), "hounsfield-care-"));
  archive = open();
});
afterEach(async () => {
  archive.dispose();
  await rm(folder, { recursive: true, force: true });
});

function reopen(): void {
  archive.dispose();
  archive = open();
}

/** A study of three images, a minute after the one before it. */
function storeStudy(study: string): readonly string[] {
  clock += 60_000;
  const uids = [1, 2, 3].map((number) => `${study}.1.${number}`);
  archive.storeBatch(
    uids.map((sopInstanceUid) =>
      buildInstance({ studyInstanceUid: study, seriesInstanceUid: `${study}.1`, sopInstanceUid, patientId: study, size: 16 }),
    ),
  );
  return uids;
}

const held = () => ({ destination: "pacs:104/MAIN", confirmedAt: new Date(clock).toISOString(), how: "receipt" as const });
const studies = () =>
  archive
    .searchStudies({ limit: 100, offset: 0 })
    .studies.map(({ studyInstanceUid }) => studyInstanceUid)
    .sort();
const clean = { flipped: [], missing: [], orphans: [] };

describe("quota", () => {
  it("evicts the least recently read of what another place holds, and nothing else", async () => {
    for (const study of ["1.1", "1.2", "1.3", "1.4", "1.5"]) {
      const uids = storeStudy(study);
      if (study !== "1.5") archive.care.markHeldElsewhere(uids, held());
    }
    archive.care.pin("1.2");
    clock += 3_600_000;
    archive.care.noteRead("1.1");
    const { usedBytes, pinnedBytes, onlyHereStudies, evictableBytes } = archive.care.usage();
    const one = usedBytes / 5;
    expect({ pinnedBytes, onlyHereStudies, evictableBytes }).toEqual({
      pinnedBytes: one,
      onlyHereStudies: 1,
      evictableBytes: 3 * one,
    });
    expect(archive.care.evict(usedBytes, () => true)).toEqual({ evicted: [], freedBytes: 0, shortBytes: 0 });
    expect(archive.care.evict(usedBytes - 1, () => true)).toEqual({ evicted: ["1.3"], freedBytes: one, shortBytes: 0 });
    // 1.4 is waited for, 1.2 pinned, 1.5 only here: what remains to go is 1.1, and that is not enough.
    const report = archive.care.evict(one, (study) => study !== "1.4");
    expect(report).toEqual({ evicted: ["1.1"], freedBytes: one, shortBytes: 2 * one });
    expect(studies()).toEqual(["1.2", "1.4", "1.5"]);
    expect(await archive.verify()).toMatchObject({ checked: 9, ...clean });
    expect(archive.care.removals(10).map(({ studyInstanceUid, how }) => `${studyInstanceUid} ${how}`)).toEqual([
      "1.1 evicted",
      "1.3 evicted",
    ]);
  });

  it("keeps a study of which one image, other bytes of one, or a version in conflict is only here", () => {
    const [first = "", ...rest] = storeStudy("1.1");
    archive.care.markHeldElsewhere(rest, held());
    const conflicting = storeStudy("1.2");
    archive.care.markHeldElsewhere(conflicting, held());
    const [shown = ""] = conflicting;
    const other = { studyInstanceUid: "1.2", seriesInstanceUid: "1.2.1", sopInstanceUid: shown, patientId: "1.2", value: 7 };
    archive.store(buildInstance(other));
    expect(archive.care.evict(0, () => true)).toMatchObject({ evicted: [] });
    expect(archive.care.footprint("1.1")).toMatchObject({ instances: 3, onlyHere: 1 });
    expect(archive.care.footprint("1.2")).toMatchObject({ instances: 4, onlyHere: 1 });
    archive.care.markHeldElsewhere([first], held());
    expect(archive.care.evict(0, () => true)).toMatchObject({ evicted: ["1.1"] });
    // The place holds the bytes that were shown when it confirmed, not those that are shown now.
    const sha256 = archive.care.versions.of(shown)[1]?.sha256 ?? "";
    archive.care.versions.prefer(shown, sha256);
    expect(archive.care.footprint("1.2")).toMatchObject({ onlyHere: 2 });
  });
});

describe("removing a study", () => {
  it("takes rows and files, and lets the same files in again", async () => {
    const uids = storeStudy("1.1");
    storeStudy("1.2");
    const paths = uids.map((uid) => archive.instance(uid)?.path ?? "");
    archive.care.pin("1.1");
    archive.care.remove("1.1", "removed", "wrong patient");
    expect([studies(), paths.filter((path) => existsSync(path))]).toEqual([["1.2"], []]);
    expect(archive.care.removals(1)).toMatchObject([{ studyInstanceUid: "1.1", reason: "wrong patient", instances: 3 }]);
    expect(() => archive.care.remove("1.1", "removed", "")).toThrow(expect.objectContaining({ code: "study-not-found" }));
    storeStudy("1.1");
    expect(studies()).toEqual(["1.1", "1.2"]);
    expect(archive.study("1.1")?.pinned).toBe(false);
    expect(await archive.verify()).toMatchObject({ checked: 6, ...clean });
  });

  it("is finished by the next opening where it was killed between rows and files, and brings nothing back", async () => {
    const uids = storeStudy("1.1");
    storeStudy("1.2");
    const paths = uids.map((uid) => archive.instance(uid)?.path ?? "");
    archive.dispose();
    const db = new DatabaseSync(join(folder, "index.sqlite"));
    db.exec("INSERT INTO tombstones SELECT sha256 FROM instances WHERE study_uid = '1.1'");
    for (const table of ["instances", "series", "study_names", "study_search", "studies"]) {
      db.exec(`DELETE FROM ${table} WHERE study_uid = '1.1'`);
    }
    db.close();
    await mkdir(join(folder, "incoming", "2147483646-1-00000000"), { recursive: true });
    archive = open();
    expect([studies(), paths.filter((path) => existsSync(path))]).toEqual([["1.2"], []]);
    expect(await archive.verify()).toMatchObject(clean);
  });

  it("refuses what was found to be here already and has been removed since", async () => {
    storeStudy("1.1");
    const again = { studyInstanceUid: "1.1", seriesInstanceUid: "1.1.1", sopInstanceUid: "1.1.1.1", patientId: "1.1", size: 16 };
    const staged = await archive.stage(buildInstance(again));
    expect(staged.temporaryPath).toBeUndefined();
    archive.care.remove("1.1", "removed", "");
    expect(archive.commit([staged])).toMatchObject([{ kind: "rejected", error: { code: "removed-meanwhile" } }]);
    expect(studies()).toEqual([]);
  });
});

describe("several versions of an instance", () => {
  it("lists them, says what differs, shows the chosen one, and deletes none", async () => {
    const base = { studyInstanceUid: "1.1", sopInstanceUid: "1.1.1" };
    const first = buildInstance({ ...base, studyDescription: "CHEST" });
    const second = buildInstance({ ...base, studyDescription: "CHEST PA", value: 3, instanceNumber: 8 });
    archive.store(first);
    clock += 60_000;
    archive.store(second);
    expect(archive.study("1.1")?.conflictCount).toBe(1);
    expect(archive.care.versions.inConflict("1.1")).toEqual(["1.1.1"]);
    const [shown, other] = archive.care.versions.of("1.1.1");
    expect([shown?.isShown, other?.isShown]).toEqual([true, false]);
    expect(shown?.receivedAt).toBe("2026-01-01T00:00:00.000Z");
    expect(other?.receivedAt).toBe("2026-01-01T00:01:00.000Z");
    expect(archive.care.versions.compare("1.1.1", other?.sha256 ?? "")).toEqual({
      sha256: other?.sha256,
      attributes: [
        { tag: "00081030", shown: "CHEST", other: "CHEST PA" },
        { tag: "00200013", shown: "1", other: "8" },
      ],
      hasMore: false,
      pixelsDiffer: true,
    });
    archive.care.versions.prefer("1.1.1", other?.sha256 ?? "");
    expect(new Uint8Array(await archive.read("1.1.1"))).toEqual(second);
    expect(archive.instance("1.1.1")?.instanceNumber).toBe(8);
    expect(archive.care.versions.of("1.1.1").map(({ sha256, isShown }) => [sha256, isShown])).toEqual([
      [other?.sha256, true],
      [shown?.sha256, false],
    ]);
    expect(archive.store(first).kind).toBe("conflict");
    expect(archive.store(second).kind).toBe("duplicate");
    expect(await archive.verify()).toMatchObject({ checked: 2, ...clean });
    expect(() => archive.care.versions.prefer("1.1.1", "00")).toThrow(expect.objectContaining({ code: "version-not-found" }));
  });

  it("moves an instance whose other version belongs to another study", () => {
    archive.store(buildInstance({ studyInstanceUid: "1.1", seriesInstanceUid: "1.1.1", sopInstanceUid: "9.9" }));
    archive.store(buildInstance({ studyInstanceUid: "1.2", seriesInstanceUid: "1.2.1", sopInstanceUid: "9.9" }));
    expect(studies()).toEqual(["1.1"]);
    archive.care.versions.prefer("9.9", archive.care.versions.of("9.9")[1]?.sha256 ?? "");
    expect(studies()).toEqual(["1.2"]);
    expect(archive.study("1.2")?.conflictCount).toBe(1);
  });
});

describe("an index made again", () => {
  it("from the files alone keeps pins, copies elsewhere and chosen versions", async () => {
    const uids = storeStudy("1.1");
    storeStudy("1.2");
    archive.store(buildInstance({ studyInstanceUid: "1.3", sopInstanceUid: "1.3.1.5", seriesInstanceUid: "1.3.1" }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    archive.store(buildInstance({ studyInstanceUid: "1.3", sopInstanceUid: "1.3.1.5", seriesInstanceUid: "1.3.1", value: 3 }));
    const chosen = archive.care.versions.of("1.3.1.5")[1]?.sha256 ?? "";
    archive.care.versions.prefer("1.3.1.5", chosen);
    archive.care.markHeldElsewhere(uids, held());
    archive.care.pin("1.1");
    archive.care.pin("1.2");
    archive.care.unpin("1.2");
    // As a killed process leaves it: half a line.
    appendFileSync(join(folder, "care.jsonl"), '\n{"kind":"pin","studyInstan');
    const state = () => ({
      studies: archive.searchStudies({ limit: 9, offset: 0 }).studies,
      shown: archive.instance("1.3.1.5")?.sha256,
      onlyHere: archive.care.footprint("1.1")?.onlyHere,
    });
    const before = state();
    expect(before.studies.map(({ pinned }) => pinned)).toEqual([true, false, false]);
    expect(await archive.care.rebuild()).toEqual({ adopted: 8, quarantined: 0 });
    expect(state()).toEqual(before);
    archive.dispose();
    for (const name of await readdir(folder)) if (name.startsWith("index.sqlite")) rmSync(join(folder, name));
    archive = open();
    expect(state()).toEqual(before);
    archive.care.pin("1.2");
    reopen();
    expect(archive.study("1.2")?.pinned).toBe(true);
  });

  it("goes on where it was killed", async () => {
    storeStudy("1.1");
    archive.dispose();
    const db = new DatabaseSync(join(folder, "index.sqlite"));
    db.exec("INSERT INTO state VALUES ('rebuilding', 'then')");
    for (const table of ["instances", "series", "study_names", "study_search", "studies"]) db.exec(`DELETE FROM ${table}`);
    db.close();
    await mkdir(join(folder, "incoming", "2147483646-1-00000000"), { recursive: true });
    archive = open();
    expect(studies()).toEqual(["1.1"]);
    expect(await archive.verify()).toMatchObject({ checked: 3, ...clean });
  });
});

describe("setting right what verify finds", () => {
  it("does each only by choice, and deletes nothing", async () => {
    const [flipped = "", missing = "", whole = ""] = storeStudy("1.1");
    const alone = storeStudy("1.2")[0] ?? "";
    const flippedPath = archive.instance(flipped)?.path ?? "";
    const bytes = readFileSync(flippedPath);
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    writeFileSync(flippedPath, bytes);
    rmSync(archive.instance(missing)?.path ?? "");
    const lone = archive.instance(alone);
    archive.dispose();
    const db = new DatabaseSync(join(folder, "index.sqlite"));
    db.exec(`DELETE FROM instances WHERE sop_uid = '${alone}'`);
    db.close();
    archive = open();
    writeFileSync(join(folder, "instances", "stray.txt"), "stray");
    const report = await archive.verify();
    expect([report.flipped, report.missing, report.orphans.length]).toEqual([[flipped], [missing], 2]);
    expect(archive.care.lastVerified()).toEqual({
      at: new Date(clock).toISOString(),
      checked: 5,
      flipped: 1,
      missing: 1,
      orphans: 2,
    });
    const nothing = { flipped: [], missing: [], orphans: false };
    expect(await archive.care.repair(nothing)).toEqual({ adopted: 0, quarantined: 0, dropped: 0 });
    expect(await archive.care.repair({ ...nothing, orphans: true })).toEqual({ adopted: 1, quarantined: 1, dropped: 0 });
    expect(archive.instance(alone)).toEqual(lone);
    // A file that is whole is not put aside, a row whose file is there is not taken out, whatever is asked.
    expect(await archive.care.repair({ orphans: false, flipped: [flipped, whole], missing: [missing, whole] })).toEqual({
      adopted: 0,
      quarantined: 1,
      dropped: 1,
    });
    expect(archive.instance(missing)).toBeUndefined();
    expect(await archive.verify()).toMatchObject({ flipped: [], missing: [flipped], orphans: [] });
    storeStudy("1.1");
    expect(await archive.verify()).toMatchObject({ checked: 6, ...clean });
    expect((await readdir(join(folder, "quarantine"))).length).toBe(2);
  });

  it("shows the other version where the file of the one that was shown is gone", async () => {
    archive.store(buildInstance({ value: 1 }));
    archive.store(buildInstance({ value: 2 }));
    const [shown, other] = archive.care.versions.of("1.2.3.4.1");
    rmSync(archive.instance("1.2.3.4.1")?.path ?? "");
    expect(await archive.care.repair({ orphans: false, flipped: [], missing: ["1.2.3.4.1"] })).toMatchObject({ dropped: 1 });
    expect(archive.care.versions.of("1.2.3.4.1").map(({ sha256 }) => sha256)).toEqual([other?.sha256]);
    expect(shown?.sha256).not.toBe(other?.sha256);
    expect(await archive.verify()).toMatchObject({ checked: 1, ...clean });
  });
});

describe("a file too large for memory", () => {
  it("is hashed and written piece by piece, and is the same instance", async () => {
    const bytes = buildInstance({ size: 512 });
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
    };
    const [outcome] = archive.commit([await archive.stageStream(pieces())]);
    expect(outcome).toMatchObject({ kind: "stored" });
    expect(new Uint8Array(await archive.read("1.2.3.4.1"))).toEqual(bytes);
    expect((await archive.stageStream(pieces())).temporaryPath).toBeUndefined();
    expect(archive.store(bytes).kind).toBe("duplicate");
    const broken = async function* () {
      yield bytes.subarray(0, 1000);
      throw Object.assign(new Error("gone"), { code: "medium-gone" });
    };
    await expect(archive.stageStream(broken())).rejects.toMatchObject({ code: "medium-gone" });
    await expect(
      archive.stageStream(
        (async function* () {
          yield new Uint8Array(500);
        })(),
      ),
    ).rejects.toMatchObject({ code: "not-dicom" });
    const [session = ""] = await readdir(join(folder, "incoming"));
    expect(await readdir(join(folder, "incoming", session))).toEqual([]);
  });
});
