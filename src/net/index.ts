export { type DimseServer, startDimseServer } from "./dimse/dimse-server.ts";
export { sendEcho } from "./dimse/echo-scu.ts";
export { part10Instance } from "./dimse/part10-instance.ts";
export type { DimsePeer } from "./dimse/request-association.ts";
export type { StoreRequest } from "./dimse/store-scp.ts";
export { type OutgoingInstance, type StoreResult, sendStores } from "./dimse/store-scu.ts";
export { NetError } from "./errors.ts";
export {
  createDicomWebClient,
  type DicomWebClient,
  type FetchPort,
} from "./web/dicomweb-client.ts";
export {
  buildMultipartRelated,
  type MultipartPart,
  parseMultipartRelated,
  readMultipartRelated,
} from "./web/multipart.ts";
export {
  buildStoreResponse,
  type FailedInstance,
  type StoredInstance,
  type StoreOutcome,
} from "./web/store-response.ts";
