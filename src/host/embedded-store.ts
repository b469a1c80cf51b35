import { Hono } from "hono";
import type { Archive } from "../archive/index.ts";
import type { Log } from "../base/index.ts";
import type { FetchPort } from "../net/index.ts";
import { createDicomWeb } from "./dicomweb/dicomweb.ts";

/** Base address under which the outbox knows the built-in archive; it is answered in this process and never leaves it. */
export const embeddedUrl = "http://embedded.invalid/dicom-web";

/** `fetch` for the outbox: the built-in archive by its own DICOMweb server, every other address over the network. */
export function createFetchPort(archive: Archive, log: Log, onStored: () => void): FetchPort {
  const app = new Hono().route("/dicom-web", createDicomWeb(archive, log, onStored));
  return async (request) => (request.url.startsWith(`${embeddedUrl}/`) ? app.fetch(request) : fetch(request));
}
