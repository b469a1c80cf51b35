import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildMeta, buildPart10, Dataset, parsePart10, toDicomJson } from "../../dicom/index.ts";
import { dataRoot, hasTool } from "../../testing/environment.ts";
import { freePorts, hasOrthanc, type OrthancServer, startOrthanc } from "../../testing/orthanc.ts";
import {
  createDicomWebClient,
  type DimseServer,
  type OutgoingInstance,
  part10Instance,
  type StoreRequest,
  type StoreResult,
  sendEcho,
  sendStores,
  startDimseServer,
} from "../index.ts";

const CT = "1.2.840.10008.5.1.4.1.1.2";
const peerAt = (port: number, calledAeTitle = "PEER") => ({
  host: "127.0.0.1",
  port,
  calledAeTitle,
  callingAeTitle: "HOUNSFIELD",
});
const ct = (number: number, bytes = 100) =>
  buildPart10(
    new Dataset()
      .set("SOPClassUID", CT)
      .set("SOPInstanceUID", `2.25.${number}`)
      .set("StudyInstanceUID", "2.25.900")
      .set("SeriesInstanceUID", "2.25.901")
      .set("PatientID", "P9")
      .set(
        "PixelData",
        Uint8Array.from({ length: bytes }, (_, index) => (index * number) & 0xff),
      ),
  );

async function results(stores: AsyncIterable<StoreResult>): Promise<StoreResult[]> {
  const all: StoreResult[] = [];
  for await (const result of stores) all.push(result);
  return all;
}

/** A server of this room that keeps what it gets, as Part 10 files. */
async function keeper(options: { status?: number; stopEarly?: boolean } = {}) {
  const got: { request: StoreRequest; bytes: Uint8Array }[] = [];
  const server = await startDimseServer({
    port: 0,
    aeTitle: "PEER",
    timeoutMs: 5_000,
    onStore: async (request, data) => {
      const pieces: Uint8Array[] = [buildMeta(request)];
      for await (const piece of data) {
        pieces.push(piece);
        if (options.stopEarly) break;
      }
      got.push({ request, bytes: Buffer.concat(pieces) });
      return options.status ?? 0;
    },
  });
  return { server, got };
}

describe("this room with itself", () => {
  it("echoes", async () => {
    const { server } = await keeper();
    expect(await sendEcho(peerAt(server.port))).toBe(0);
    await server.close();
  });

  it("stores instances of any length, bit for bit, in the syntax they are in", async () => {
    const { server, got } = await keeper();
    const files = [ct(1, 0), ct(2, 1_000), ct(3, 5_000_000)];
    const stored = await results(sendStores(peerAt(server.port), files.map(part10Instance)));
    expect(stored).toEqual([1, 2, 3].map((number) => ({ sopInstanceUid: `2.25.${number}`, outcome: "stored", status: 0 })));
    expect(got.map(({ request }) => request)).toMatchObject(
      [1, 2, 3].map((number) => ({
        sopClassUid: CT,
        sopInstanceUid: `2.25.${number}`,
        transferSyntaxUid: "1.2.840.10008.1.2.1",
        callingAeTitle: "HOUNSFIELD",
      })),
    );
    expect(
      got.map(({ bytes }) => Buffer.compare(bytes, Buffer.from(files[got.findIndex((one) => one.bytes === bytes)] ?? []))),
    ).toEqual([0, 0, 0]);
    await server.close();
  });

  it("sends pieces as they come", async () => {
    const { server, got } = await keeper();
    const whole = part10Instance(ct(4, 1_000_000));
    const pieces = async function* () {
      const bytes = whole.data() as Uint8Array;
      for (let at = 0; at < bytes.length; at += 70_001) yield bytes.subarray(at, at + 70_001);
    };
    expect(await results(sendStores(peerAt(server.port), [{ ...whole, data: pieces }]))).toMatchObject([{ outcome: "stored" }]);
    expect(Buffer.compare(got[0]?.bytes ?? new Uint8Array(), ct(4, 1_000_000))).toBe(0);
    await server.close();
  });

  it.each([
    [0xb000, "warning"],
    [0xa700, "refused"],
    [0xc001, "refused"],
  ])("tells status %i apart as %s and goes on", async (status, outcome) => {
    const { server } = await keeper({ status, stopEarly: true });
    const stored = await results(sendStores(peerAt(server.port), [part10Instance(ct(1, 2_000_000)), part10Instance(ct(2))]));
    expect(stored).toMatchObject([
      { outcome, status },
      { outcome, status },
    ]);
    await server.close();
  });

  it("says which SOP class or syntax the peer does not take, and sends the rest", async () => {
    const { server } = await keeper();
    const odd: OutgoingInstance = { ...part10Instance(ct(1)), sopClassUid: "1.2.3", sopInstanceUid: "2.25.77" };
    expect(await results(sendStores(peerAt(server.port), [odd, part10Instance(ct(2))]))).toEqual([
      { sopInstanceUid: "2.25.77", outcome: "not-negotiated" },
      { sopInstanceUid: "2.25.2", outcome: "stored", status: 0 },
    ]);
    await server.close();
  });

  it("rejects a called AE title that is not its own", async () => {
    const { server } = await keeper();
    await expect(sendEcho(peerAt(server.port, "OTHER"))).rejects.toMatchObject({
      code: "rejected",
      details: { source: 1, reason: 7 },
    });
    await server.close();
  });

  it("ends at once when the reader cancels, and closes although a peer is in the middle", async () => {
    const reached = Promise.withResolvers<void>();
    const server = await startDimseServer({
      port: 0,
      aeTitle: "PEER",
      onStore: () => {
        reached.resolve();
        return new Promise<number>(() => undefined);
      },
    });
    const cancel = new AbortController();
    const sending = results(sendStores(peerAt(server.port), [part10Instance(ct(1))], { signal: cancel.signal }));
    await reached.promise;
    cancel.abort();
    await expect(sending).rejects.toMatchObject({ name: "AbortError" });
    await server.close();
  });
});

describe("a DIMSE peer that is not well", () => {
  let server: ReturnType<typeof createServer> | undefined;
  const serve = (onSocket: (socket: Socket) => void) =>
    new Promise<number>((resolve) => {
      server = createServer((socket) => onSocket(socket.on("error", () => undefined))).listen(0, "127.0.0.1", () => {
        const address = server?.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  const rejection = (port: number) => sendEcho(peerAt(port), { timeoutMs: 300 }).catch((error) => error.code);
  afterAll(() => server?.close());

  it("refuses where nothing listens", async () => {
    const [port = 0] = await freePorts(1);
    expect(await rejection(port)).toBe("refused");
  });

  it("is given up when it is silent", async () => expect(await rejection(await serve(() => undefined))).toBe("timed-out"));
  it("is noticed when it hangs up", async () => expect(await rejection(await serve((socket) => socket.end()))).toBe("aborted"));
  it("is cut off when it speaks HTTP", async () =>
    expect(await rejection(await serve((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")))).toBe("aborted"));
  it("is cut off when it states a length of gigabytes", async () =>
    expect(await rejection(await serve((socket) => socket.write(Uint8Array.of(2, 0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3))))).toBe(
      "aborted",
    ));

  it("is not waited for when the server closes", async () => {
    const { server: own } = await keeper();
    const socket = connect(own.port, "127.0.0.1");
    socket.on("error", () => undefined).pause();
    await new Promise((resolve) => socket.once("connect", resolve));
    await own.close();
    socket.destroy();
  });

  it("does not bring the server down, whatever it sends", async () => {
    const { server: own } = await keeper();
    const noise = [
      new Uint8Array(0),
      Uint8Array.of(1, 0, 0xff),
      Uint8Array.from({ length: 5000 }, (_, index) => (index * 31) & 0xff),
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    ];
    for (const bytes of [...noise, ...truncations(associateRequest())]) {
      await new Promise<void>((resolve) => {
        const socket = connect(own.port, "127.0.0.1", () => socket.end(bytes));
        socket
          .on("error", () => resolve())
          .on("close", () => resolve())
          .resume();
      });
    }
    expect(await sendEcho(peerAt(own.port))).toBe(0);
    await own.close();
  });

  function associateRequest(): Uint8Array {
    const body = new Uint8Array(100).fill(0x20);
    body.set([0, 1, 0, 0]);
    body.set([0x20, 0, 0xff, 0xff], 68);
    return Uint8Array.of(1, 0, 0, 0, 0, body.length, ...body);
  }
  const truncations = (bytes: Uint8Array) => [10, 50, 80, bytes.length].map((length) => bytes.subarray(0, length));
});

describe.skipIf(!hasTool("storescp") || !hasTool("storescu") || !hasTool("echoscu"))("with dcmtk", () => {
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-dimse-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is answered by storescp, which writes what it was sent", async () => {
    const [port = 0] = await freePorts(1);
    const scp = spawn("storescp", ["--aetitle", "PEER", "+xa", "-od", folder, "+B", String(port)], { stdio: "ignore" });
    try {
      await expect.poll(() => sendEcho(peerAt(port)).catch((error) => error.code), { timeout: 10_000 }).toBe(0);
      expect(await results(sendStores(peerAt(port), [part10Instance(ct(7, 300_000))]))).toMatchObject([{ outcome: "stored" }]);
      const [name = ""] = readdirSync(folder);
      expect(toDicomJson(parsePart10(readFileSync(join(folder, name))).dataset)).toEqual(
        toDicomJson(parsePart10(ct(7, 300_000)).dataset),
      );
    } finally {
      scp.kill();
    }
  });

  it("re-encodes for a storescp that takes nothing but implicit little endian", async () => {
    const [port = 0] = await freePorts(1);
    const scp = spawn("storescp", ["--aetitle", "PEER", "+xi", "--ignore", String(port)], { stdio: "ignore" });
    try {
      await expect.poll(() => sendEcho(peerAt(port)).catch((error) => error.code), { timeout: 10_000 }).toBe(0);
      expect(await results(sendStores(peerAt(port), [part10Instance(ct(8))]))).toMatchObject([{ outcome: "stored" }]);
    } finally {
      scp.kill();
    }
  });

  it("answers echoscu and takes what storescu sends", async () => {
    const { server, got } = await keeper();
    const echo = await run("echoscu", ["-aec", "PEER", "127.0.0.1", String(server.port)]);
    expect(echo).toBe(0);
    const file = join(folder, "sent.dcm");
    writeFileSync(file, ct(9, 400_000));
    expect(await run("storescu", ["-aec", "PEER", "-xe", "127.0.0.1", String(server.port), file])).toBe(0);
    expect(toDicomJson(parsePart10(got[0]?.bytes ?? new Uint8Array()).dataset)).toEqual(
      toDicomJson(parsePart10(ct(9, 400_000)).dataset),
    );
    expect(await run("storescu", ["-aec", "WRONG", "127.0.0.1", String(server.port), file])).not.toBe(0);
    await server.close();
  });

  const run = (command: string, args: readonly string[]) =>
    new Promise<number | null>((resolve) => spawn(command, args, { stdio: "ignore" }).on("exit", resolve));
});

describe.skipIf(!hasOrthanc())("with Orthanc", () => {
  let orthanc: OrthancServer;
  beforeAll(async () => {
    orthanc = await startOrthanc();
  });
  afterAll(() => orthanc?.stop());

  it("echoes, stores, and the stored instance is what was sent", async () => {
    const peer = peerAt(orthanc.dicomPort, orthanc.aeTitle);
    expect(await sendEcho(peer)).toBe(0);
    expect(await results(sendStores(peer, [part10Instance(ct(11, 200_000))]))).toMatchObject([{ outcome: "stored", status: 0 }]);
    const client = createDicomWebClient({ url: orthanc.dicomWebUrl });
    const instance = { studyInstanceUid: "2.25.900", seriesInstanceUid: "2.25.901", sopInstanceUid: "2.25.11" };
    expect(toDicomJson(parsePart10(await client.retrieveInstance(instance)).dataset)).toEqual(
      toDicomJson(parsePart10(ct(11, 200_000)).dataset),
    );
  });

  const root = dataRoot();
  it.skipIf(root === null)("sends every compressed and odd file of the codec folder without touching it", async () => {
    const folder = join(root ?? "", "codecs", "wg04");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const instances = files.map((entry) => part10Instance(readFileSync(join(entry.parentPath, entry.name))));
    const stored = await results(sendStores(peerAt(orthanc.dicomPort, orthanc.aeTitle), instances));
    expect(stored.filter(({ outcome }) => outcome !== "stored")).toEqual([]);
    expect(stored).toHaveLength(files.length);
  });
});

describe("the server's listening", () => {
  it("fails with a reason where the port is taken", async () => {
    const first: DimseServer = await startDimseServer({ port: 0, aeTitle: "A" });
    await expect(startDimseServer({ port: first.port, aeTitle: "B" })).rejects.toMatchObject({
      code: "cannot-listen",
      details: { reason: "EADDRINUSE" },
    });
    await first.close();
  });

  it("is on loopback alone", async () => {
    const server = await startDimseServer({ port: 0, aeTitle: "A" });
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one?.family === "IPv4" && !one.internal);
    for (const one of outside) {
      await expect(sendEcho({ ...peerAt(server.port, "A"), host: one?.address ?? "" })).rejects.toMatchObject({
        code: "refused",
      });
    }
    expect(await sendEcho(peerAt(server.port, "A"))).toBe(0);
    await server.close();
  });
});
