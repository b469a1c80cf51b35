import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeFlushed } from "./flushed-file.ts";
import { isDatabaseDamage, migrate } from "./migrate.ts";
import { isProcessAlive, thisProcess } from "./process-owner.ts";
import { inTransaction } from "./transaction.ts";

describe("what lasts", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "storage-"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const newer = ({ found, known }: { found: number; known: number }) => new Error(`newer ${found} > ${known}`);

  it("takes each step once, and refuses what a newer program wrote", () => {
    const db = new DatabaseSync(join(directory, "steps.sqlite"));
    const steps = ["CREATE TABLE a (x INTEGER) STRICT", "INSERT INTO a VALUES (1)"];
    migrate(db, { steps: steps.slice(0, 1), now: new Date(0), newer });
    migrate(db, { steps, now: new Date(0), newer });
    migrate(db, { steps, now: new Date(0), newer });
    expect(db.prepare("SELECT count(*) AS n FROM a").get()?.n).toBe(1);
    expect(() => migrate(db, { steps: [], now: new Date(0), newer })).toThrow("newer 2 > 0");
    db.close();
  });

  it("changes all or nothing", () => {
    const db = new DatabaseSync(":memory:");
    db.exec("CREATE TABLE a (x INTEGER) STRICT");
    const half = () =>
      inTransaction(db, () => {
        db.exec("INSERT INTO a VALUES (1)");
        throw new Error("in the middle");
      });
    expect(half).toThrow("in the middle");
    expect(db.prepare("SELECT count(*) AS n FROM a").get()?.n).toBe(0);
    db.close();
  });

  it("tells a damaged database from one that cannot be opened", () => {
    const path = join(directory, "damaged.sqlite");
    writeFileSync(path, "this is no database, whatever its name says");
    const failure = (open: () => void): unknown => {
      try {
        open();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(isDatabaseDamage(failure(() => new DatabaseSync(path).exec("SELECT * FROM sqlite_master")))).toBe(true);
    expect(isDatabaseDamage(failure(() => new DatabaseSync(join(directory, "no", "folder.sqlite"))))).toBe(false);
  });

  it("knows its own process, another one, a dead one, and an earlier one of the same id", () => {
    expect(isProcessAlive(thisProcess())).toBe(true);
    expect(isProcessAlive(`${process.ppid}-1`)).toBe(true);
    expect(isProcessAlive(`${spawnSync(process.execPath, ["-e", ""]).pid}-1`)).toBe(false);
    expect(isProcessAlive(`${process.pid}-1`)).toBe(false);
    expect(["", "x", "0-1", "-5-1"].map(isProcessAlive)).toEqual([false, false, false, false]);
  });

  it("writes a file whole, and never over another", () => {
    const path = join(directory, "file");
    writeFlushed(path, Uint8Array.of(1, 2, 3));
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(() => writeFlushed(path, Uint8Array.of(4))).toThrow("EEXIST");
    expect(readdirSync(directory)).toContain("file");
  });
});
