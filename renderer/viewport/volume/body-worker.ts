import { type Coarse, findBody } from "./body.ts";

/** Finds the body in a worker of its own, so that the hand is never kept waiting. */
self.onmessage = ({ data }: MessageEvent<Coarse>) => {
  const body = findBody(data);
  self.postMessage(body, { transfer: [body.buffer] });
};
