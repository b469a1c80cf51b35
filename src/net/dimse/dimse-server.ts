import { createServer, type Server, type Socket } from "node:net";
import { type Log, silentLog, toErrorRecord } from "../../base/index.ts";
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from "../../dicom/index.ts";
import { connectionLost, NetError, toNetError } from "../errors.ts";
import { Association } from "./association.ts";
import { negotiate } from "./negotiate.ts";
import { DEFAULT_TIMEOUT_MS, MAX_PDU_LENGTH } from "./request-association.ts";
import { serveAssociation } from "./serve-association.ts";
import type { StoreHandler } from "./store-scp.ts";
import { type PduOf, UpperLayer } from "./upper-layer.ts";

export interface DimseServerOptions {
  /** Default 127.0.0.1: other machines are let in only by naming an address of this one. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly aeTitle: string;
  /** Whether a request under another called AE title is rejected; default true. */
  readonly isCalledAeTitleChecked?: boolean;
  /** AE titles that may call; everyone where it is not given. */
  readonly callingAeTitles?: readonly string[];
  /** Default 16. */
  readonly maxAssociations?: number;
  /** Longest pause of a peer; default 30 s. */
  readonly timeoutMs?: number;
  /** Takes instances; without it only verification is offered. */
  readonly onStore?: StoreHandler;
  readonly log?: Log;
}

export interface DimseServer {
  readonly port: number;
  /** Takes no new association, ends the ones there are, and resolves when all is closed. */
  close(): Promise<void>;
}

/** A peer that does not even read what is left for it does not hold up the end of the program. */
const CLOSE_MS = 1_000;

/** Listens for associations and serves verification and storage. @throws NetError cannot-listen */
export async function startDimseServer(options: DimseServerOptions): Promise<DimseServer> {
  const { host = "127.0.0.1", maxAssociations = 16 } = options;
  const ending = new AbortController();
  const open = new Set<Promise<void>>();
  const server = createServer((socket) => {
    const served = serveSocket(socket, options, open.size >= maxAssociations, ending.signal).finally(() => open.delete(served));
    open.add(served);
  });
  const port = await listen(server, host, options.port);
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      ending.abort();
      await Promise.all(open);
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const code = "code" in error ? String(error.code) : "unknown";
      const sentence = "This workstation cannot listen at that port; choose another in the settings. Everything else works.";
      reject(new NetError("cannot-listen", sentence, { port, reason: code }, error));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** One connection from its first byte to its end. Never throws: a peer's failure is its own. */
async function serveSocket(socket: Socket, options: DimseServerOptions, isFull: boolean, ending: AbortSignal): Promise<void> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, log = silentLog } = options;
  const asked = Promise.withResolvers<PduOf<"A-ASSOCIATE-RQ">>();
  const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const over = new AbortController();
  let association: Association | undefined;
  const end = (error: unknown) => {
    asked.reject(error);
    association?.fail(error);
    over.abort(error);
  };
  const layer = new UpperLayer(
    socket,
    { role: "acceptor", maxPduLength: MAX_PDU_LENGTH, artimMs: timeoutMs },
    {
      onAssociateIndication: (request) => asked.resolve(request),
      onAssociateConfirmation: () => undefined,
      onData: ({ pdvs }) => association?.take(pdvs),
      onReleaseIndication: () => association?.takeRelease(),
      onReleaseConfirmation: () => association?.fail(connectionLost()),
      onAbort: ({ source, reason }) => end(connectionLost({ source, reason })),
    },
  );
  socket.on("error", (error) => end(toNetError(error)));
  void gone.then(() => end(connectionLost()));
  const stop = () => {
    layer.abort();
    end(connectionLost());
    socket.destroySoon();
    setTimeout(() => socket.destroy(), CLOSE_MS).unref();
  };
  ending.addEventListener("abort", stop, { once: true });
  layer.open();
  try {
    const request = await asked.promise;
    const answer = negotiate(request, options, isFull);
    if (answer.type === "A-ASSOCIATE-RJ") {
      layer.reject(answer);
      log.warn("dimse.rejected", { source: answer.source, reason: answer.reason });
      return;
    }
    association = new Association(layer, socket, answer.contexts, request.maxPduLength);
    layer.accept({
      ...answer,
      maxPduLength: MAX_PDU_LENGTH,
      implementationClassUid: IMPLEMENTATION_CLASS_UID,
      implementationVersionName: IMPLEMENTATION_VERSION_NAME,
    });
    await serveAssociation(association, request, options, { timeoutMs, signal: over.signal });
  } catch (error) {
    log.warn("dimse.ended", { error: toErrorRecord(error).code });
    layer.abort();
  } finally {
    ending.removeEventListener("abort", stop);
    if (ending.aborted) socket.destroySoon();
    await gone;
  }
}
