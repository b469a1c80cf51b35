import type { Socket } from "node:net";
import { type Dataset, decodeDataset, encodeDataset } from "../../dicom/index.ts";
import { connectionLost, type NetError, protocolError, timedOut } from "../errors.ts";
import { buildDataHeader, type Pdv } from "./pdu.ts";
import type { UpperLayer } from "./upper-layer.ts";

/** A presentation context both sides agreed on. */
export interface AcceptedContext {
  readonly id: number;
  readonly abstractSyntaxUid: string;
  readonly transferSyntaxUid: string;
}

/** A DIMSE message: its command set, and its data set as it arrives, where it has one (PS3.7 6.3.1). */
export interface DimseMessage {
  readonly contextId: number;
  readonly command: Dataset;
  /** Has to be read to its end before the next message. */
  readonly data: AsyncIterable<Uint8Array> | undefined;
}

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What the other side did to end the association in order. */
export type Received = DimseMessage | "release";

const IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2";
const NO_DATA_SET = 0x0101;
const MAX_COMMAND_BYTES = 64 * 1024;
/** PDV header: length, context, control (PS3.8 9.3.5.1). */
const PDV_OVERHEAD = 6;
const LONGEST_SENT_PDU = 256 * 1024;
/** What a fragment costs besides its bytes, so that empty ones count too. */
const FRAGMENT_COST = 64;
const MAX_COMMAND_FRAGMENTS = 256;
/** So much may lie unread before the peer is made to wait. */
const HIGH_WATER = 4 * 1024 * 1024;

type Arrived = Pdv | "release";

/** An association that is up (PS3.8 Sta6): DIMSE messages out and in, with back pressure, timeouts and cancelling. */
export class Association {
  readonly contexts: readonly AcceptedContext[];
  readonly #layer: UpperLayer;
  readonly #socket: Socket;
  readonly #longestFragment: number;
  readonly #arrived: Arrived[] = [];
  #arrivedBytes = 0;
  #failure: unknown;
  #wake: (() => void) | undefined;

  constructor(layer: UpperLayer, socket: Socket, contexts: readonly AcceptedContext[], peerMaxPduLength: number) {
    this.#layer = layer;
    this.#socket = socket;
    this.contexts = contexts;
    const longest = peerMaxPduLength === 0 ? LONGEST_SENT_PDU : Math.min(peerMaxPduLength, LONGEST_SENT_PDU);
    this.#longestFragment = Math.max(longest - PDV_OVERHEAD, 128) & ~1;
  }

  /** For the upper layer's listener: what has come in. */
  take(pdvs: readonly Pdv[]): void {
    for (const pdv of pdvs) {
      this.#arrived.push(pdv);
      this.#arrivedBytes += pdv.bytes.length + FRAGMENT_COST;
    }
    if (this.#arrivedBytes > HIGH_WATER) this.#socket.pause();
    this.#wake?.();
  }

  takeRelease(): void {
    this.#arrived.push("release");
    this.#wake?.();
  }

  /** For the upper layer's listener: it is over, for this reason; what has arrived can still be read. */
  fail(failure: unknown): void {
    this.#failure ??= failure;
    this.#wake?.();
  }

  contextFor(abstractSyntaxUid: string, transferSyntaxUid: string): AcceptedContext | undefined {
    return this.contexts.find(
      (context) => context.abstractSyntaxUid === abstractSyntaxUid && context.transferSyntaxUid === transferSyntaxUid,
    );
  }

  /** Sends a command and its data set, in fragments no longer than the peer takes, without copying the data. @throws NetError */
  async send(
    contextId: number,
    command: Dataset,
    data: Uint8Array | AsyncIterable<Uint8Array> | undefined,
    options: WaitOptions,
  ): Promise<void> {
    command.set("CommandDataSetType", data === undefined ? NO_DATA_SET : 0);
    const bytes = withGroupLength(command);
    this.#write([buildDataHeader(contextId, true, true, bytes.length), bytes]);
    if (data === undefined) return;
    let pending: Uint8Array | undefined;
    for await (const chunk of data instanceof Uint8Array ? [data] : data) {
      for (let at = 0; at < chunk.length; at += this.#longestFragment) {
        if (pending !== undefined) await this.#writeFragment(contextId, pending, false, options);
        pending = chunk.subarray(at, at + this.#longestFragment);
      }
    }
    await this.#writeFragment(contextId, pending ?? new Uint8Array(0), true, options);
  }

  async #writeFragment(contextId: number, bytes: Uint8Array, isLast: boolean, options: WaitOptions): Promise<void> {
    const goesOn = this.#write([buildDataHeader(contextId, false, isLast, bytes.length), bytes]);
    if (!goesOn) await this.#until(() => !this.#socket.writableNeedDrain, options, "sending");
  }

  #write(chunks: readonly Uint8Array[]): boolean {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#layer.send(chunks);
  }

  /** The next message, or "release" where the peer wants to end. @throws NetError, or the signal's reason */
  async receive(options: WaitOptions): Promise<Received> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const arrived = await this.#next(options);
      if (arrived === "release") {
        if (pieces.length > 0) throw this.#broken("release within a message");
        return "release";
      }
      if (!arrived.isCommand) throw this.#broken("data without a command");
      pieces.push(arrived.bytes);
      length += arrived.bytes.length;
      if (length > MAX_COMMAND_BYTES || pieces.length > MAX_COMMAND_FRAGMENTS) throw this.#broken("length of a command");
      if (!arrived.isLast) continue;
      const command = this.#decode(Buffer.concat(pieces, length));
      const hasData = command.first("CommandDataSetType") !== NO_DATA_SET;
      return {
        contextId: arrived.contextId,
        command,
        data: hasData ? resumable(this.#data(arrived.contextId, options)) : undefined,
      };
    }
  }

  async *#data(contextId: number, options: WaitOptions): AsyncIterable<Uint8Array> {
    for (;;) {
      const arrived = await this.#next(options);
      if (arrived === "release" || arrived.isCommand || arrived.contextId !== contextId) throw this.#broken("data set");
      yield arrived.bytes;
      if (arrived.isLast) return;
    }
  }

  #decode(bytes: Uint8Array): Dataset {
    try {
      return decodeDataset(bytes, IMPLICIT_VR_LITTLE_ENDIAN);
    } catch (error) {
      throw Object.assign(this.#broken("command set"), { cause: error });
    }
  }

  async #next(options: WaitOptions): Promise<Arrived> {
    await this.#until(() => this.#arrived.length > 0, options, "an answer");
    const arrived = this.#arrived.shift();
    if (arrived === undefined) throw this.#failure ?? connectionLost();
    if (arrived !== "release") this.#arrivedBytes -= arrived.bytes.length + FRAGMENT_COST;
    if (this.#arrivedBytes <= HIGH_WATER / 2) this.#socket.resume();
    return arrived;
  }

  /** Waits until something is so; aborts the association on a timeout or when the caller cancels. */
  async #until(isSo: () => boolean, { timeoutMs, signal }: WaitOptions, what: string): Promise<void> {
    signal?.throwIfAborted();
    if (isSo()) return;
    let timer: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          if (isSo()) resolve();
          else if (this.#failure !== undefined) reject(this.#failure);
        };
        stop = () => reject(signal?.reason);
        timer = setTimeout(() => reject(timedOut(what, timeoutMs)), timeoutMs);
        this.#wake = look;
        this.#socket.on("drain", look);
        signal?.addEventListener("abort", stop, { once: true });
        look();
      });
    } catch (error) {
      if (!isSo()) this.abort();
      throw error;
    } finally {
      clearTimeout(timer);
      if (this.#wake !== undefined) this.#socket.off("drain", this.#wake);
      if (stop !== undefined) signal?.removeEventListener("abort", stop);
      this.#wake = undefined;
    }
  }

  /** Ends in order: release request, and the peer's response (PS3.8 7.2). Never throws: a peer that has gone is as good as released. */
  async release(timeoutMs: number): Promise<void> {
    if (this.#failure !== undefined) return;
    this.#layer.requestRelease();
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      for (;;) if ((await this.#next({ timeoutMs, signal })) === "release") this.#layer.answerRelease();
    } catch {
      this.#socket.destroySoon();
    }
  }

  /** Answers the peer's wish to end. */
  answerRelease(): void {
    this.#layer.answerRelease();
  }

  abort(): void {
    this.#failure ??= connectionLost();
    this.#layer.abort();
    // The peer has to see the abort and close; nobody waits for that.
    this.#socket.resume();
    this.#socket.unref();
  }

  #broken(what: string): NetError {
    const error = protocolError(what);
    this.abort();
    return error;
  }
}

/** Leaving a loop over it early does not end it: who comes later reads on. */
function resumable(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
}

/** A command set's bytes with Command Group Length in front (PS3.7 6.3.1, E.1). */
function withGroupLength(command: Dataset): Uint8Array {
  const length = encodeDataset(command.delete("CommandGroupLength"), IMPLICIT_VR_LITTLE_ENDIAN).length;
  return encodeDataset(command.set("CommandGroupLength", length), IMPLICIT_VR_LITTLE_ENDIAN);
}
