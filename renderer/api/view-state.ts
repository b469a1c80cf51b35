import { type ViewState, viewStateAnswerSchema } from "../../src/contract/index.ts";
import { request, requestNothing } from "./client.ts";

const at = (studyInstanceUid: string) => `/api/studies/${encodeURIComponent(studyInstanceUid)}/view-state`;

/** How a study was left on a screen (from 1); undefined where nothing is kept. @throws ApiError */
export async function getViewState(studyInstanceUid: string, screen: number): Promise<ViewState | undefined> {
  const { state } = await request(viewStateAnswerSchema, `${at(studyInstanceUid)}?screen=${screen}`);
  return state ?? undefined;
}

/** `keepalive` lets it finish while the page goes away. @throws ApiError */
export async function putViewState(studyInstanceUid: string, screen: number, state: ViewState, keepalive = false): Promise<void> {
  await requestNothing(`${at(studyInstanceUid)}?screen=${screen}`, { method: "PUT", body: state, keepalive });
}

/** On all screens. @throws ApiError */
export async function deleteViewState(studyInstanceUid: string): Promise<void> {
  await requestNothing(at(studyInstanceUid), { method: "DELETE" });
}
