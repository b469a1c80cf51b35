import type { Socket } from "node:net";
import { NetError } from "../errors.ts";
import { buildPdu, MAX_ASSOCIATE_LENGTH, PDU_HEADER_LENGTH, type Pdu, parsePdu } from "./pdu.ts";
import { type Action, NEXT_STATE, STATE_TABLE, type State, type UpperLayerEvent } from "./state-table.ts";

/** The primitives that the upper layer gives to whoever uses it (PS3.8 7). */
export interface UpperLayerListener {
  /** A-ASSOCIATE indication: a peer asks. */
  onAssociateIndication(request: PduOf<"A-ASSOCIATE-RQ">): void;
  /** A-ASSOCIATE confirmation: the peer accepts or rejects. */
  onAssociateConfirmation(answer: PduOf<"A-ASSOCIATE-AC"> | PduOf<"A-ASSOCIATE-RJ">): void;
  onData(data: PduOf<"P-DATA-TF">): void;
  onReleaseIndication(): void;
  onReleaseConfirmation(): void;
  /** A-ABORT or A-P-ABORT indication: the association is over, by the peer's will or because the connection broke. */
  onAbort(details: { readonly source: number; readonly reason: number }): void;
}

export type PduOf<T extends Pdu["type"]> = Extract<Pdu, { readonly type: T }>;

export interface UpperLayerOptions {
  readonly role: "requestor" | "acceptor";
  /** Longest P-DATA-TF body this side takes. */
  readonly maxPduLength: number;
  /** ARTIM timer (PS3.8 9.1.5). */
  readonly artimMs: number;
}

interface Payload {
  readonly pdu?: Pdu;
  /** P-DATA-TF, ready to be sent. */
  readonly chunks?: readonly Uint8Array[];
}

const P_DATA_TF = 0x04;
/** Sources of an abort (PS3.8 table 9-26). */
const BY_USER = 0;
const BY_PROVIDER = 2;

/** The upper layer protocol machine on one connection: states and actions as in README.md, PDUs in and out, bounds kept. */
export class UpperLayer {
  readonly #socket: Socket;
  readonly #listener: UpperLayerListener;
  readonly #options: UpperLayerOptions;
  readonly #perform: Readonly<Record<Action, (payload: Payload) => void>>;
  #state: State;
  #artim: NodeJS.Timeout | undefined;
  #chunks: Uint8Array[] = [];
  #held = 0;

  /** A requestor's socket is being connected, an acceptor's is there. */
  constructor(socket: Socket, options: UpperLayerOptions, listener: UpperLayerListener) {
    this.#socket = socket;
    this.#options = options;
    this.#listener = listener;
    this.#state = "Sta1";
    this.#perform = this.#actions();
    socket.setNoDelay(true);
    socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    socket.on("close", () => this.#dispatch("transport connection closed"));
    socket.on("error", () => undefined);
  }

  get state(): State {
    return this.#state;
  }

  /** Starts the machine; a requestor's request goes out when the connection is there. */
  open(request?: PduOf<"A-ASSOCIATE-RQ">): void {
    if (this.#options.role === "acceptor") {
      this.#dispatch("transport connection indication");
      return;
    }
    this.#dispatch("A-ASSOCIATE request");
    this.#socket.once("connect", () => this.#dispatch("transport connection confirmation", { ...(request && { pdu: request }) }));
  }

  accept(pdu: PduOf<"A-ASSOCIATE-AC">): void {
    this.#dispatch("A-ASSOCIATE response accept", { pdu });
  }

  reject(pdu: PduOf<"A-ASSOCIATE-RJ">): void {
    this.#dispatch("A-ASSOCIATE response reject", { pdu });
  }

  /** Sends P-DATA-TF PDUs, headers and data as they are; false asks to wait for `drain`. @throws NetError aborted, when it is over */
  send(chunks: readonly Uint8Array[]): boolean {
    if (this.#state !== "Sta6" && this.#state !== "Sta8") {
      throw new NetError("aborted", "The association is over; what was being sent will have to be sent again.", {
        state: this.#state,
      });
    }
    this.#dispatch("P-DATA request", { chunks });
    return !this.#socket.writableNeedDrain;
  }

  requestRelease(): void {
    this.#dispatch("A-RELEASE request");
  }

  answerRelease(): void {
    this.#dispatch("A-RELEASE response");
  }

  abort(): void {
    this.#dispatch("A-ABORT request");
  }

  #dispatch(event: UpperLayerEvent, payload: Payload = {}): void {
    const action = STATE_TABLE[event][this.#state];
    if (action === undefined) return;
    this.#state = this.#nextState(action, payload);
    this.#perform[action](payload);
  }

  #nextState(action: Action, { pdu }: Payload): State {
    if (action === "AR-8" && this.#options.role === "acceptor") return "Sta10";
    if (action === "AE-6" && !isAcceptable(pdu)) return "Sta13";
    return NEXT_STATE[action];
  }

  /** The actions of PS3.8 tables 9-6 to 9-9; `#state` is the next state already. */
  #actions(): Readonly<Record<Action, (payload: Payload) => void>> {
    const listener = this.#listener;
    const write = (pdu: Pdu | undefined) => pdu !== undefined && pdu.type !== "P-DATA-TF" && this.#write([buildPdu(pdu)]);
    const confirm = ({ pdu }: Payload) => {
      if (pdu?.type === "A-ASSOCIATE-AC" || pdu?.type === "A-ASSOCIATE-RJ") listener.onAssociateConfirmation(pdu);
    };
    const indicateData = ({ pdu }: Payload) => {
      if (pdu?.type === "P-DATA-TF") listener.onData(pdu);
    };
    const sendData = ({ chunks = [] }: Payload) => this.#write(chunks);
    const nothing = () => undefined;
    return {
      "AE-1": nothing,
      "AE-2": ({ pdu }) => write(pdu),
      "AE-3": confirm,
      "AE-4": (payload) => {
        this.#close();
        confirm(payload);
      },
      "AE-5": () => this.#startArtim(),
      "AE-6": ({ pdu }) => this.#indicateOrReject(pdu),
      "AE-7": ({ pdu }) => write(pdu),
      "AE-8": ({ pdu }) => {
        write(pdu);
        this.#startArtim();
      },
      "DT-1": sendData,
      "DT-2": indicateData,
      "AR-1": () => write({ type: "A-RELEASE-RQ" }),
      "AR-2": () => listener.onReleaseIndication(),
      "AR-3": () => {
        this.#close();
        listener.onReleaseConfirmation();
      },
      "AR-4": () => {
        write({ type: "A-RELEASE-RP" });
        this.#startArtim();
      },
      "AR-5": () => this.#stopArtim(),
      "AR-6": indicateData,
      "AR-7": sendData,
      "AR-8": () => listener.onReleaseIndication(),
      "AR-9": () => write({ type: "A-RELEASE-RP" }),
      "AR-10": () => listener.onReleaseConfirmation(),
      "AA-1": () => this.#sendAbort(BY_USER),
      "AA-2": () => this.#close(),
      "AA-3": ({ pdu }) => {
        this.#close();
        listener.onAbort(pdu?.type === "A-ABORT" ? pdu : { source: BY_PROVIDER, reason: 0 });
      },
      "AA-4": () => {
        this.#stopArtim();
        listener.onAbort({ source: BY_PROVIDER, reason: 0 });
      },
      "AA-5": () => this.#stopArtim(),
      "AA-6": nothing,
      "AA-7": () => write({ type: "A-ABORT", source: BY_PROVIDER, reason: 0 }),
      "AA-8": () => {
        this.#sendAbort(BY_PROVIDER);
        listener.onAbort({ source: BY_PROVIDER, reason: 0 });
      },
    };
  }

  #sendAbort(source: number): void {
    this.#write([buildPdu({ type: "A-ABORT", source, reason: 0 })]);
    this.#startArtim();
  }

  #indicateOrReject(pdu: Pdu | undefined): void {
    this.#stopArtim();
    if (pdu?.type === "A-ASSOCIATE-RQ" && isAcceptable(pdu)) {
      this.#listener.onAssociateIndication(pdu);
      return;
    }
    // Permanent, by the provider (ACSE), protocol version not supported (PS3.8 table 9-21).
    this.#write([buildPdu({ type: "A-ASSOCIATE-RJ", result: 1, source: 2, reason: 2 })]);
    this.#startArtim();
  }

  #write(chunks: readonly Uint8Array[]): void {
    if (this.#socket.destroyed || !this.#socket.writable) return;
    this.#socket.cork();
    for (const chunk of chunks) this.#socket.write(chunk);
    this.#socket.uncork();
  }

  #startArtim(): void {
    this.#stopArtim();
    this.#artim = setTimeout(() => this.#dispatch("ARTIM timer expired"), this.#options.artimMs);
    this.#artim.unref();
  }

  #stopArtim(): void {
    clearTimeout(this.#artim);
  }

  /** Closes for good; what was written still goes out. */
  #close(): void {
    this.#stopArtim();
    this.#socket.destroySoon();
  }

  /** Cuts the stream into PDUs; a length beyond what was agreed is an invalid PDU, before anything of it is kept. */
  #receive(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    while (this.#held >= PDU_HEADER_LENGTH && this.#state !== "Sta1") {
      const header = this.#peekHeader();
      const type = header[0] ?? 0;
      const length = new DataView(header.buffer, header.byteOffset, PDU_HEADER_LENGTH).getUint32(2);
      if (length > (type === P_DATA_TF ? this.#options.maxPduLength : MAX_ASSOCIATE_LENGTH)) {
        this.#drop();
        this.#dispatch("invalid PDU");
        return;
      }
      if (this.#held < PDU_HEADER_LENGTH + length) return;
      this.#dispatchPdu(type, this.#take(PDU_HEADER_LENGTH + length).subarray(PDU_HEADER_LENGTH));
    }
    if (this.#state === "Sta1") this.#drop();
  }

  #dispatchPdu(type: number, body: Uint8Array): void {
    let pdu: Pdu;
    try {
      pdu = parsePdu(type, body);
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      this.#drop();
      this.#dispatch("invalid PDU");
      return;
    }
    this.#dispatch(`${pdu.type} PDU`, { pdu });
  }

  #peekHeader(): Uint8Array {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= PDU_HEADER_LENGTH) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #take(length: number): Uint8Array {
    const [first] = this.#chunks;
    const source = first !== undefined && first.length >= length ? first : Buffer.concat(this.#chunks);
    const rest = source.subarray(length);
    if (source === first) this.#chunks.shift();
    else this.#chunks = [];
    if (rest.length > 0) this.#chunks.unshift(rest);
    this.#held -= length;
    return source.subarray(0, length);
  }

  #drop(): void {
    this.#chunks = [];
    this.#held = 0;
  }
}

/** Only version 1 of the protocol is known (PS3.8 9.3.2: bit 0). */
function isAcceptable(pdu: Pdu | undefined): boolean {
  return pdu?.type === "A-ASSOCIATE-RQ" && (pdu.protocolVersion & 1) === 1;
}
