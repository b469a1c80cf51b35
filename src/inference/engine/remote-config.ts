/** Where a stage's network runs on an inference server that speaks the Open Inference Protocol, version 2. */
export interface RemoteStage {
  /** What stands before `/v2`; https, or http on this computer. */
  readonly address: string;
  /** The server's name of the model, and which version where not its own choice. */
  readonly model: string;
  readonly version?: string | undefined;
  /** Of each request, to the last byte of the answer. */
  readonly timeoutSeconds: number;
}

/** Bytes of a request's and of an answer's body at most. */
export const MAX_BODY_BYTES = 2 ** 30;
/** Of an answer that only describes. */
export const MAX_METADATA_BYTES = 2 ** 20;
