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
