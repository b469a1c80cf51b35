import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../base/index.ts";
import type { FetchPort } from "../net/index.ts";
import { buildOutgoingReport, createStowArchive } from "../testing/stow-archive.ts";
import { sha256Of } from "./object-files.ts";
import { type OutboxPorts, openOutbox } from "./outbox.ts";
import type { Destination, Outbox } from "./types.ts";

let directory: string;
const opened: Outbox[] = [];
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hounsfield-outbox-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const outbox of opened.splice(0)) await outbox.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const embeddedUrl = "http://embedded.invalid/dicom-web";
const object = (number: number, destination: Destination = { kind: "embedded" }) => ({
  ...buildOutgoingReport(number),
  destination,
});
function open(fetch: FetchPort, ports: Partial<OutboxPorts> = {}): Outbox {
  const outbox = openOutbox({ directory, fetch, embeddedUrl, log: silentLog, ...ports });
  opened.push(outbox);
  return outbox;
}

/** Another process that has the same outbox open as `outbox`; `object` and `say` are at its hand. */
function otherProcess(program: string): ChildProcess & { readonly stdout: NonNullable<ChildProcess["stdout"]> } {
  const urlOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const source = `
    import { openOutbox } from ${urlOf("index.ts")};
    import { buildOutgoingReport } from ${urlOf("../testing/stow-archive.ts")};
    const say = (line) => process.stdout.write(line + "\\n");
    const object = (number, destination = { kind: "embedded" }) => ({ ...buildOutgoingReport(number), destination });
    const open = (fetch) => openOutbox({ directory: ${JSON.stringify(directory)}, embeddedUrl: ${JSON.stringify(embeddedUrl)}, fetch,
      log: { info() {}, warn() {}, error() {} } });
    const stuck = () => { say("sending"); return new Promise(() => {}); };
    ${program}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return child as ReturnType<typeof otherProcess>;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("a process that is killed", () => {
  it.each([
    ["after it added an object", 'open(stuck).add(object(1)); say("added"); setInterval(() => {}, 1000);', 0],
    ["while it sent one", "const outbox = open(stuck); outbox.add(object(1)); outbox.deliver(); setInterval(() => {}, 1000);", 1],
  ])("%s leaves it to the next", async (_when, program, attempts) => {
    const child = otherProcess(program);
    await once(child.stdout, "data");
    await killed(child);

    const peer = createStowArchive();
    const outbox = open(peer.fetch);
    expect(outbox.items()).toMatchObject([{ sopInstanceUid: "2.25.1", state: "queued", attempts }]);
    await outbox.deliver();
    expect(outbox.items()[0]?.state).toBe("delivered");
    expect([...peer.taken]).toEqual([["2.25.1", object(1).bytes]]);
  });

  it("is noticed by one that has the outbox open already", async () => {
    const peer = createStowArchive();
    const outbox = open(peer.fetch);
    const child = otherProcess(
      "const outbox = open(stuck); outbox.add(object(1)); outbox.deliver(); setInterval(() => {}, 1000);",
    );
    await once(child.stdout, "data");
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "sending" }]);
    expect(peer.asked).toEqual([]);
    await killed(child);
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "delivered" }]);
  });

  it("at any moment has lost nothing that it said was queued", async () => {
    const known = new Set<string>();
    for (let round = 0; round < 4; round++) {
      const child = otherProcess(`
        const outbox = open(stuck);
        for (let n = ${round * 10_000 + 1}; ; n++) say(outbox.add(object(n)).sopInstanceUid);`);
      const said = text(child.stdout);
      await once(child.stdout, "readable");
      await new Promise((resolve) => setTimeout(resolve, 20 + 37 * round));
      await killed(child);
      for (const line of (await said).split("\n").slice(0, -1)) known.add(line);
    }
    expect(known.size).toBeGreaterThan(4);
    const peer = createStowArchive();
    const outbox = open(peer.fetch);
    const queued = new Set(outbox.items().map(({ sopInstanceUid }) => sopInstanceUid));
    expect([...known].filter((uid) => !queued.has(uid))).toEqual([]);
    await outbox.deliver();
    expect(new Set(peer.taken.keys())).toEqual(queued);
    expect(readdirSync(join(directory, "objects"))).toEqual([]);
  });
});

describe("two processes", () => {
  let server: Server;
  afterEach(() => server?.close());

  it("send nothing twice, and both know what was sent", async () => {
    const asked: string[] = [];
    const peer = createStowArchive();
    server = createServer(async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = { "content-type": request.headers["content-type"] ?? "" };
      const answer = await peer.fetch(
        new Request(`http://127.0.0.1${request.url}`, { method: "POST", headers, body: Buffer.concat(chunks) }),
      );
      asked.push(peer.asked.at(-1) ?? "");
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const destination: Destination = { kind: "dicomweb", url: `http://127.0.0.1:${port}/dicom-web` };

    const outbox = open((request) => fetch(request));
    const count = 30;
    for (let number = 1; number <= count; number++) outbox.add(object(number, destination));
    const child = otherProcess(`
      const outbox = open((request) => fetch(request));
      say("ready");
      await outbox.deliver();
      say(JSON.stringify(outbox.items().filter(({ state, attempts }) => state === "delivered" && attempts === 1).length));
      await outbox.dispose();`);
    await once(child.stdout, "data");
    await outbox.deliver();
    await once(child, "exit");
    await expect.poll(() => outbox.items().filter(({ state }) => state === "delivered").length).toBe(count);
    expect(asked).toHaveLength(count);
    expect(new Set(asked).size).toBe(count);
    expect(outbox.items().every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it("take over what one has been sending for longer than any exchange may take", async () => {
    let time = Date.now();
    const child = otherProcess(
      "const outbox = open(stuck); outbox.add(object(1)); outbox.deliver(); setInterval(() => {}, 1000);",
    );
    await once(child.stdout, "data");
    const peer = createStowArchive();
    const outbox = open(peer.fetch, { now: () => new Date(time) });
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "sending" }]);
    time += 3_600_000;
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state: "delivered", attempts: 2 }]);
  });
});

describe("opening", () => {
  it("clears away what no item needs and leaves what is needed", async () => {
    const first = open(createStowArchive().fetch);
    first.add(object(1));
    await first.dispose();
    const orphan = Buffer.from("a crash came between the file and its row");
    writeFileSync(join(directory, "objects", `${sha256Of(orphan)}.dcm`), orphan);
    writeFileSync(join(directory, "objects", "999999-1-0b5e3f0e-1111-4222-8333-444455556666.tmp"), "half");
    open(createStowArchive().fetch);
    expect(readdirSync(join(directory, "objects"))).toEqual([`${sha256Of(object(1).bytes)}.dcm`]);
  });

  it.each([
    ["not-openable", (path: string) => writeFileSync(path, "a file in the folder's place")],
    [
      "damaged",
      (path: string) => writeFileSync(join(path, "outbox.sqlite"), "no database, but long enough to be taken for one".repeat(99)),
    ],
    ["newer-version", makeNewer],
  ])("says %s and changes nothing", async (code, spoil) => {
    const path = join(directory, "spoilt");
    if (code !== "not-openable") await open(createStowArchive().fetch, { directory: path }).dispose();
    spoil(path);
    const reopen = () => open(createStowArchive().fetch, { directory: path });
    expect(reopen).toThrow(expect.objectContaining({ area: "outbox", code }));
    expect(reopen).toThrow(expect.objectContaining({ area: "outbox", code }));
  });

  function makeNewer(path: string): void {
    const db = new DatabaseSync(join(path, "outbox.sqlite"));
    db.exec("INSERT INTO migrations VALUES (999, '2099-01-01')");
    db.close();
  }
});
