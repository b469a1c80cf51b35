import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildPart10, Dataset } from "../dicom/index.ts";
import { buildStoreResponse, type FetchPort, readMultipartRelated } from "../net/index.ts";
import { type Destination, type OutboxItem, openOutbox } from "./index.ts";
import { pauseMs } from "./state.ts";

const SR = "1.2.840.10008.5.1.4.1.1.88.34";
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hounsfield-outbox-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const object = (number = 1, destination: Destination = { kind: "embedded" }) => ({
  bytes: buildPart10(
    new Dataset()
      .set("SOPClassUID", SR)
      .set("SOPInstanceUID", `2.25.${number}`)
      .set("StudyInstanceUID", "2.25.100")
      .set("SeriesInstanceUID", "2.25.101"),
  ),
  studyInstanceUid: "2.25.100",
  sopInstanceUid: `2.25.${number}`,
  sopClassUid: SR,
  reportId: "report-1",
  destination,
});

/** An archive in this process: takes everything, or what it is told to. */
function archive(answer: (uid: string) => "take" | "refuse" | "duplicate" | "silent" | "down" = () => "take") {
  const got: string[] = [];
  const fetch: FetchPort = async (request) => {
    const parts = await readMultipartRelated(
      new Uint8Array(await request.arrayBuffer()),
      request.headers.get("content-type") ?? "",
    );
    const uid =
      Buffer.from(parts[0]?.bytes ?? [])
        .toString("latin1")
        .match(/2\.25\.\d+/)?.[0] ?? "";
    const how = answer(uid);
    got.push(uid);
    if (how === "down") throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) });
    const one = { sopClassUid: SR, sopInstanceUid: uid };
    const outcome = {
      stored: how === "take" ? [{ ...one, retrieveUrl: `http://archive.invalid/${uid}` }] : [],
      failed:
        how === "refuse" ? [{ ...one, failureReason: 0xa700 }] : how === "duplicate" ? [{ ...one, failureReason: 0x0111 }] : [],
      retrieveUrl: "",
    };
    const { status, body } = buildStoreResponse(outcome);
    return Response.json(body, { status });
  };
  return { fetch, got };
}

describe("the outbox", () => {
  it("delivers against a receipt and then lets go of the bytes", async () => {
    const { fetch, got } = archive();
    const outbox = openOutbox({ directory, fetch });
    const seen: string[] = [];
    outbox.start((item) => seen.push(item.state));
    const item = outbox.add(object());
    expect(item).toMatchObject({ state: "queued", attempts: 0, receipt: null });
    expect(readdirSync(join(directory, "objects"))).toHaveLength(1);
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([
      {
        id: item.id,
        state: "delivered",
        attempts: 1,
        receipt: { status: "HTTP 200", retrieveUrl: "http://archive.invalid/2.25.1" },
      },
    ]);
    expect(readdirSync(join(directory, "objects"))).toEqual([]);
    expect(seen).toEqual(["queued", "sending", "delivered"]);
    expect(got).toEqual(["2.25.1"]);
    await outbox.dispose();
  });

  it("takes the same object for the same place once, and refuses another under its UID", async () => {
    const outbox = openOutbox({ directory, ...archive() });
    const { id } = outbox.add(object());
    expect(outbox.add(object()).id).toBe(id);
    expect(outbox.add(object(1, { kind: "dicomweb", url: "http://peer.invalid" })).id).not.toBe(id);
    expect(() => outbox.add({ ...object(), bytes: Uint8Array.of(1) })).toThrow(
      expect.objectContaining({ code: "conflicting-object" }),
    );
    await outbox.deliver();
    expect(outbox.add(object())).toMatchObject({ id, state: "delivered" });
    await outbox.dispose();
  });

  it("keeps what a peer that is down did not take, says since when, waits longer each time and delivers in the end", async () => {
    let time = Date.parse("2026-11-22T08:00:00Z");
    let up = false;
    const peer = archive(() => (up ? "take" : "down"));
    const outbox = openOutbox({ directory, fetch: peer.fetch, now: () => new Date(time) });
    outbox.add(object(1));
    outbox.add(object(2));
    await outbox.deliver();
    const waiting = { state: "waiting", failingSince: "2026-11-22T08:00:00.000Z", error: { area: "net", code: "refused" } };
    expect(outbox.items()).toMatchObject([
      { ...waiting, attempts: 1, nextAttemptAt: "2026-11-22T08:00:05.000Z" },
      { ...waiting, attempts: 1 },
    ]);
    expect(peer.got).toHaveLength(1);
    await outbox.deliver();
    expect(peer.got).toHaveLength(1);
    time += 6_000;
    await outbox.deliver();
    expect(outbox.items()[0]).toMatchObject({ ...waiting, attempts: 2, nextAttemptAt: "2026-11-22T08:00:16.000Z" });
    up = true;
    outbox.retry(outbox.items()[0]?.id ?? "");
    await outbox.deliver();
    expect(outbox.items().map((item) => item.state)).toEqual(["delivered", "waiting"]);
    time += 60_000;
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "delivered", failingSince: null, error: null }, { state: "delivered" }]);
    await outbox.dispose();
  });

  it.each([
    ["refuse", { area: "outbox", code: "refused", details: { status: "A700" } }],
    ["silent", { area: "outbox", code: "no-receipt" }],
  ] as const)("does not take an answer that %ss for a receipt", async (how, error) => {
    const outbox = openOutbox({ directory, ...archive((uid) => (uid === "2.25.1" ? how : "take")) });
    outbox.add(object(1));
    outbox.add(object(2));
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "waiting", error }, { state: "delivered" }]);
    await outbox.dispose();
  });

  it("knows a duplicate as delivered only where it was sent before", async () => {
    let time = Date.now();
    const outbox = openOutbox({ directory, ...archive(() => "duplicate"), now: () => new Date(time) });
    outbox.add(object());
    await outbox.deliver();
    expect(outbox.items()[0]?.state).toBe("waiting");
    time += 10_000;
    await outbox.deliver();
    expect(outbox.items()[0]).toMatchObject({ state: "delivered", receipt: { status: "HTTP 409, already there" } });
    await outbox.dispose();
  });

  it("never sends bytes that were changed on disk", async () => {
    const peer = archive();
    const outbox = openOutbox({ directory, fetch: peer.fetch });
    outbox.add(object());
    const [name = ""] = readdirSync(join(directory, "objects"));
    const bytes = readFileSync(join(directory, "objects", name));
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(join(directory, "objects", name), bytes);
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "waiting", error: { area: "outbox", code: "bytes-changed" } }]);
    expect(peer.got).toEqual([]);
    await outbox.dispose();
  });

  it("delivers by itself once started, and puts back what it was sending when it is closed", async () => {
    const { fetch } = archive();
    const first = openOutbox({ directory, fetch: () => new Promise<never>(() => undefined) });
    first.start(() => undefined);
    first.add(object());
    await expect.poll(() => first.items()[0]?.state).toBe("sending");
    await first.dispose();
    expect(() => first.add(object())).toThrow(expect.objectContaining({ code: "closed" }));

    const second = openOutbox({ directory, fetch });
    expect(second.items()).toMatchObject([{ state: "queued", attempts: 0 }]);
    const changes: OutboxItem[] = [];
    second.start((item) => changes.push(item));
    await expect.poll(() => changes.at(-1)?.state).toBe("delivered");
    await second.dispose();
  });

  it.each(["added", "sending"])("has everything after the process was killed with an object %s", async (when) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program(when)], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");

    const { fetch, got } = archive();
    const outbox = openOutbox({ directory, fetch });
    expect(outbox.items()).toMatchObject([{ sopInstanceUid: "2.25.1", state: "queued" }]);
    await outbox.deliver();
    expect(outbox.items()[0]?.state).toBe("delivered");
    expect(got).toEqual(["2.25.1"]);
    await outbox.dispose();
  });

  /** Adds an object, begins to send it where told so, says that it did, and stays until it is killed. */
  const program = (when: string) => `
    import { openOutbox } from ${JSON.stringify(new URL("index.ts", import.meta.url).href)};
    const outbox = openOutbox({ directory: ${JSON.stringify(directory)}, fetch: () => { console.log("sending"); return new Promise(() => {}); } });
    outbox.add({ ...${JSON.stringify({ ...object(), bytes: undefined })}, bytes: Buffer.from("${Buffer.from(object().bytes).toString("base64")}", "base64") });
    ${when === "sending" ? "outbox.deliver();" : 'console.log("added");'}
    setInterval(() => {}, 1000);
  `;
});

describe("pauses", () => {
  it("grow from 5 seconds to 10 minutes", () => {
    expect([1, 2, 3, 7, 8, 9, 1000].map(pauseMs)).toEqual([5_000, 10_000, 20_000, 320_000, 600_000, 600_000, 600_000]);
  });
});
