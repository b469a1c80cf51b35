import { type Ribs, ribsSchema } from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** The ribs of a chest CT, numbered and laid out straight; takes seconds, and stops when the signal does. @throws ApiError */
export function getRibs(seriesInstanceUid: string, split: number | undefined, signal: AbortSignal): Promise<Ribs> {
  const query = split === undefined ? "" : `?split=${split}`;
  return request(ribsSchema, `/api/series/${encodeURIComponent(seriesInstanceUid)}/ribs${query}`, { signal });
}
