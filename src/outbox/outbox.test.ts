import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createJsonLog, silentLog } from "../base/index.ts";
import { buildOutgoingReport, createStowArchive, type StowAnswer, type StowArchive } from "../testing/stow-archive.ts";
import type { OutboxPorts } from "./outbox.ts";
import { openOutbox } from "./outbox.ts";
import { attemptTimeoutMs, pauseMs } from "./pauses.ts";
import type { Destination, Outbox, OutboxItem } from "./types.ts";

let directory: string;
let time: number;
const opened: Outbox[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hounsfield-outbox-"));
  time = Date.parse("2026-11-22T08:00:00Z");
});
afterEach(async () => {
  for (const outbox of opened.splice(0)) await outbox.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const embedded: Destination = { kind: "embedded" };
const elsewhere: Destination = { kind: "dicomweb", url: "http://elsewhere.invalid/dicom-web" };
const object = (number = 1, destination: Destination = embedded) => ({ ...buildOutgoingReport(number), destination });
/** Opens the outbox with a clock that stands still unless it is moved. */
function open(peer: StowArchive, ports: Partial<OutboxPorts> = {}): Outbox {
  const embeddedUrl = "http://embedded.invalid/dicom-web";
  const outbox = openOutbox({ directory, fetch: peer.fetch, embeddedUrl, log: silentLog, now: () => new Date(time), ...ports });
  opened.push(outbox);
  return outbox;
}
const files = () => readdirSync(join(directory, "objects"));
const states = (outbox: Outbox) => outbox.items().map(({ state }) => state);

describe("the outbox", () => {
  it("delivers against a receipt and then lets go of the bytes", async () => {
    const peer = createStowArchive();
    const outbox = open(peer);
    const seen: string[] = [];
    outbox.start((item) => seen.push(item.state));
    const item = outbox.add(object());
    expect(item).toMatchObject({ state: "queued", attempts: 0, receipt: null, error: null, failingSince: null });
    expect(files()).toHaveLength(1);
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([
      {
        id: item.id,
        state: "delivered",
        attempts: 1,
        receipt: { at: "2026-11-22T08:00:00.000Z", status: "HTTP 200", retrieveUrl: "http://archive.invalid/2.25.1" },
      },
    ]);
    expect(files()).toEqual([]);
    expect(seen).toEqual(["queued", "sending", "delivered"]);
    expect([...peer.taken]).toEqual([["2.25.1", object().bytes]]);
  });

  it("takes the same object for the same place once, and refuses another under its UID", async () => {
    const outbox = open(createStowArchive());
    const { id } = outbox.add(object());
    expect(outbox.add(object()).id).toBe(id);
    expect(outbox.add(object(1, elsewhere)).id).not.toBe(id);
    expect(files()).toHaveLength(1);
    const other = { ...object(), bytes: Uint8Array.from([...object().bytes, 0]) };
    expect(() => outbox.add(other)).toThrow(expect.objectContaining({ code: "conflicting-object" }));
    await outbox.deliver();
    expect(outbox.add(object())).toMatchObject({ id, state: "delivered" });
    expect(outbox.items()).toHaveLength(2);
    expect(files()).toEqual([]);
  });

  it("knows a place however it is written", () => {
    const outbox = open(createStowArchive());
    const { id } = outbox.add(object(1, { kind: "dicomweb", url: "http://PACS.invalid:80/dicom-web" }));
    expect(outbox.add(object(1, { kind: "dicomweb", url: "http://pacs.invalid/dicom-web/" })).id).toBe(id);
    const node = { kind: "dimse", host: "pacs.invalid", port: 104, calledAeTitle: "PACS", callingAeTitle: "ONE" } as const;
    const stored = outbox.add(object(1, node));
    const renamed = outbox.add(object(1, { ...node, host: "PACS.invalid", callingAeTitle: "TWO" }));
    expect(renamed).toMatchObject({ id: stored.id, destination: { callingAeTitle: "TWO" } });
  });

  it.each([
    ["bytes that are no DICOM", { bytes: new Uint8Array(500) }],
    ["bytes of another object", { sopInstanceUid: "2.25.7" }],
    ["bytes of another study", { studyInstanceUid: "2.25.7" }],
    ["an address that is none", { destination: { kind: "dicomweb", url: "file:///etc" } as const }],
  ])("does not queue %s", (_what, wrong) => {
    const outbox = open(createStowArchive());
    expect(() => outbox.add({ ...object(), ...wrong })).toThrow(expect.objectContaining({ code: "not-sendable" }));
    expect(outbox.items()).toEqual([]);
    expect(files()).toEqual([]);
  });

  it("does not know an item that is not there", () => {
    expect(() => open(createStowArchive()).retry("nobody")).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  it.each([
    ["refuse", { area: "outbox", code: "refused", details: { status: "A700" } }],
    ["silent", { area: "outbox", code: "no-receipt" }],
  ] as const)("does not take an answer that is to %s for a receipt", async (how, error) => {
    const outbox = open(createStowArchive((uid) => (uid === "2.25.1" ? how : "take")));
    outbox.add(object(1));
    outbox.add(object(2));
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "waiting", error }, { state: "delivered" }]);
    expect(files()).toHaveLength(1);
  });

  it("notes a warning in the receipt", async () => {
    const outbox = open(createStowArchive(() => "warn"));
    outbox.add(object());
    await outbox.deliver();
    expect(outbox.items()[0]).toMatchObject({ state: "delivered", receipt: { status: "HTTP 202, warning B000" } });
  });

  it("knows a duplicate as delivered only where it was sent before", async () => {
    const outbox = open(createStowArchive(() => "duplicate"));
    outbox.add(object());
    await outbox.deliver();
    expect(outbox.items()[0]).toMatchObject({ state: "waiting", error: { code: "refused" } });
    time += 10_000;
    await outbox.deliver();
    expect(outbox.items()[0]).toMatchObject({ state: "delivered", receipt: { status: "HTTP 409, already there" } });
  });

  it.each(["changed", "gone"])("never sends bytes that are %s on disk, until it is given the right ones again", async (how) => {
    const peer = createStowArchive();
    const outbox = open(peer);
    const { id } = outbox.add(object());
    const path = join(directory, "objects", files()[0] ?? "");
    if (how === "changed") {
      const bytes = readFileSync(path);
      bytes[200] = (bytes[200] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    } else rmSync(path);
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([
      { state: "waiting", nextAttemptAt: null, error: { area: "outbox", code: "bytes-changed" } },
    ]);
    time += 3_600_000;
    await outbox.deliver();
    expect(peer.asked).toEqual([]);
    expect(outbox.add(object()).id).toBe(id);
    outbox.retry(id);
    await outbox.deliver();
    expect(outbox.items()[0]).toMatchObject({ state: "delivered", error: null, failingSince: null });
    expect([...peer.taken.values()]).toEqual([object().bytes]);
  });

  it("writes nothing of the patient into errors and log", async () => {
    const lines: string[] = [];
    const answers: StowAnswer[] = ["down", "refuse", "garbage", "unauthorized", "take"];
    const outbox = open(
      createStowArchive(() => answers.shift() ?? "take"),
      { log: createJsonLog((line) => lines.push(line)) },
    );
    outbox.add(object());
    const errors: OutboxItem["error"][] = [];
    for (let attempt = 0; attempt < 5; attempt++, time += 3_600_000) {
      await outbox.deliver();
      errors.push(outbox.items()[0]?.error ?? null);
    }
    expect(errors.map((error) => error?.code)).toEqual(["refused", "refused", "bad-response", "http-status", undefined]);
    expect(lines).toHaveLength(5);
    expect(JSON.stringify([errors, lines])).not.toMatch(/hidden/i);
  });

  it("says that it cannot be written to, and queues nothing then", () => {
    const outbox = open(createStowArchive());
    rmSync(join(directory, "objects"), { recursive: true });
    expect(() => outbox.add(object())).toThrow(
      expect.objectContaining({ code: "write-failed", details: { systemCode: "ENOENT" } }),
    );
    expect(outbox.items()).toEqual([]);
  });

  it("says that it is closed", async () => {
    const outbox = open(createStowArchive());
    await outbox.dispose();
    expect(() => outbox.add(object())).toThrow(expect.objectContaining({ code: "closed" }));
    await expect(outbox.deliver()).rejects.toMatchObject({ code: "closed" });
    await outbox.dispose();
  });
});

describe("a peer that is down", () => {
  it("is asked once for all that is due, which waits longer each time and goes out when it is up", async () => {
    let up = false;
    const peer = createStowArchive(() => (up ? "take" : "down"));
    const outbox = open(peer);
    outbox.add(object(1));
    outbox.add(object(2));
    outbox.add(object(3));
    await outbox.deliver();
    const waiting = { state: "waiting", failingSince: "2026-11-22T08:00:00.000Z", error: { area: "net", code: "refused" } };
    expect(peer.asked).toEqual(["2.25.1"]);
    for (const item of outbox.items()) expect(item).toMatchObject({ ...waiting, nextAttemptAt: "2026-11-22T08:00:05.000Z" });
    expect(outbox.items().map(({ attempts }) => attempts)).toEqual([1, 0, 0]);

    await outbox.deliver();
    expect(peer.asked).toHaveLength(1);

    const pauses: number[] = [];
    for (let round = 0; round < 9; round++) {
      time = Date.parse(outbox.items()[0]?.nextAttemptAt ?? "");
      await outbox.deliver();
      pauses.push((Date.parse(outbox.items()[0]?.nextAttemptAt ?? "") - time) / 1000);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600]);
    expect(peer.asked).toHaveLength(10);
    for (const item of outbox.items()) expect(item).toMatchObject(waiting);

    up = true;
    outbox.retry(outbox.items()[1]?.id ?? "");
    await outbox.deliver();
    expect(outbox.items()).toMatchObject(
      Array(3).fill({ state: "delivered", failingSince: null, error: null, nextAttemptAt: null }),
    );
  });

  it("does not hold up another one, not even while it lets one wait", async () => {
    const peer = createStowArchive((_uid, url) => (url.includes("elsewhere") ? "slow" : "take"));
    const outbox = open(peer);
    outbox.add(object(1, elsewhere));
    const stuck = outbox.deliver();
    await expect.poll(() => states(outbox)).toEqual(["sending"]);
    outbox.add(object(2));
    void outbox.deliver();
    await expect.poll(() => states(outbox)).toEqual(["sending", "delivered"]);
    await outbox.dispose();
    await stuck;
  });

  it("keeps what is queued meanwhile waiting since the first failure, with one more question", async () => {
    const peer = createStowArchive(() => "down");
    const outbox = open(peer);
    outbox.add(object(1));
    await outbox.deliver();
    time += 2_000;
    outbox.add(object(2));
    await outbox.deliver();
    expect(peer.asked).toEqual(["2.25.1", "2.25.2"]);
    const waiting = { state: "waiting", failingSince: "2026-11-22T08:00:00.000Z", nextAttemptAt: "2026-11-22T08:00:07.000Z" };
    expect(outbox.items()).toMatchObject([waiting, waiting]);
  });

  it("does not let an object that brings it down stand in the way of the others", async () => {
    const peer = createStowArchive((uid) => (uid === "2.25.1" ? "garbage" : "take"));
    const outbox = open(peer);
    for (const number of [1, 2, 3]) outbox.add(object(number));
    await outbox.deliver();
    time += 5_000;
    await outbox.deliver();
    expect(states(outbox)).toEqual(["waiting", "delivered", "delivered"]);
  });

  it("is asked at once when the clock was set back", async () => {
    let up = false;
    const outbox = open(createStowArchive(() => (up ? "take" : "down")));
    outbox.add(object());
    await outbox.deliver();
    time -= 86_400_000;
    up = true;
    await outbox.deliver();
    expect(states(outbox)).toEqual(["delivered"]);
  });
});

describe("a cancelled delivery", () => {
  it("queues again what was being sent, and does not cancel it for others", async () => {
    let how: StowAnswer = "slow";
    const outbox = open(createStowArchive(() => how));
    outbox.add(object());
    const [first, second] = [new AbortController(), new AbortController()];
    const one = outbox.deliver(first.signal);
    const two = outbox.deliver(second.signal);
    await expect.poll(() => states(outbox)).toEqual(["sending"]);
    first.abort();
    await expect(one).rejects.toMatchObject({ name: "AbortError" });
    expect(states(outbox)).toEqual(["sending"]);
    second.abort();
    await expect(two).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => states(outbox)).toEqual(["queued"]);
    how = "take";
    await outbox.deliver();
    expect(states(outbox)).toEqual(["delivered"]);
  });

  it("sends nothing twice at once", async () => {
    const peer = createStowArchive();
    const outbox = open(peer);
    for (let number = 1; number <= 20; number++) outbox.add(object(number));
    await Promise.all([outbox.deliver(), outbox.deliver(), outbox.deliver()]);
    expect(new Set(peer.asked).size).toBe(20);
    expect(peer.asked).toHaveLength(20);
  });
});

describe("the timer", () => {
  const realTime = { now: () => new Date() };

  it("delivers what is added and what is tried again, and tells of every step", async () => {
    let up = false;
    const outbox = open(
      createStowArchive(() => (up ? "take" : "down")),
      realTime,
    );
    const seen: string[] = [];
    outbox.start((item) => seen.push(item.state));
    const { id } = outbox.add(object());
    await expect.poll(() => states(outbox)).toEqual(["waiting"]);
    up = true;
    outbox.retry(id);
    await expect.poll(() => states(outbox)).toEqual(["delivered"]);
    expect(seen).toEqual(["queued", "sending", "waiting", "queued", "sending", "delivered"]);
  });

  it("goes on though a listener throws", async () => {
    const outbox = open(createStowArchive(), realTime);
    outbox.start(() => {
      throw new Error("listener");
    });
    outbox.add(object());
    await expect.poll(() => states(outbox)).toEqual(["delivered"]);
  });

  it("puts back what it was sending when it is closed, and the next one delivers it by itself", async () => {
    const first = open(
      createStowArchive(() => "slow"),
      realTime,
    );
    first.start(() => undefined);
    first.add(object());
    await expect.poll(() => states(first)).toEqual(["sending"]);
    await first.dispose();

    const changes: OutboxItem[] = [];
    const second = open(createStowArchive(), realTime);
    expect(second.items()).toMatchObject([{ state: "queued", attempts: 1 }]);
    second.start((item) => changes.push(item));
    await expect.poll(() => changes.at(-1)?.state).toBe("delivered");
  });
});

describe("pauses", () => {
  it("grow from 5 seconds to 10 minutes", () => {
    expect([1, 2, 3, 7, 8, 9, 1000].map(pauseMs)).toEqual([5_000, 10_000, 20_000, 320_000, 600_000, 600_000, 600_000]);
  });
  it("leave large objects time to get through, but not for ever", () => {
    expect([0, 1_000_000, 2 ** 31].map(attemptTimeoutMs)).toEqual([60_000, 70_000, 900_000]);
  });
});
