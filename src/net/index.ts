export { type DimseServer, type DimseServerOptions, startDimseServer } from "./dimse/dimse-server.ts";
export { sendEcho } from "./dimse/echo-scu.ts";
export { part10Instance } from "./dimse/part10-instance.ts";
export type { DimseOptions, DimsePeer } from "./dimse/request-association.ts";
export type { StoreHandler, StoreRequest } from "./dimse/store-scp.ts";
export { type OutgoingInstance, type StoreResult, sendStores } from "./dimse/store-scu.ts";
export { NetError, type NetErrorCode } from "./errors.ts";
export {
  createDicomWebClient,
  type DicomWebClient,
  type DicomWebPeer,
  type FetchPort,
  type Query,
  type RequestOptions,
} from "./web/dicomweb-client.ts";
export { type MediaType, parseMediaType } from "./web/media-type.ts";
export {
  buildMultipartRelated,
  type MultipartLimits,
  type MultipartPart,
  type OutgoingPart,
  parseMultipartRelated,
  readMultipartRelated,
} from "./web/multipart.ts";
export {
  buildStoreResponse,
  type FailedInstance,
  parseStoreResponse,
  type StoredInstance,
  type StoreOutcome,
} from "./web/store-response.ts";
