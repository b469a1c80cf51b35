import type { Calibration } from "../../src/contract/index.ts";
import { requestNothing } from "./client.ts";

type Place = Pick<Calibration, "sopInstanceUid" | "frameNumber">;

const at = (studyInstanceUid: string, { sopInstanceUid, frameNumber }: Place) =>
  `/api/studies/${encodeURIComponent(studyInstanceUid)}/calibrations/${encodeURIComponent(sopInstanceUid)}/${frameNumber}`;

/** Keeps how long a reader says that pixels of a frame are, in the place of what was said before. @throws ApiError */
export function putCalibration(studyInstanceUid: string, calibration: Calibration): Promise<void> {
  return requestNothing(at(studyInstanceUid, calibration), { method: "PUT", body: calibration });
}

/** Takes a frame's calibration back. @throws ApiError */
export function deleteCalibration(studyInstanceUid: string, place: Place): Promise<void> {
  return requestNothing(at(studyInstanceUid, place), { method: "DELETE" });
}
