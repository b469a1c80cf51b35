import { type Calibration, calibrationsSchema } from "../../src/contract/index.ts";
import { request } from "./client.ts";

const at = (studyInstanceUid: string) => `/api/studies/${encodeURIComponent(studyInstanceUid)}/calibrations`;

/** Frames of a study that a reader calibrated. @throws ApiError */
export async function getCalibrations(studyInstanceUid: string): Promise<readonly Calibration[]> {
  return (await request(calibrationsSchema, at(studyInstanceUid))).calibrations;
}

/** @throws ApiError */
export async function putCalibrations(studyInstanceUid: string, calibrations: readonly Calibration[]): Promise<void> {
  await request(calibrationsSchema, at(studyInstanceUid), { method: "PUT", body: { calibrations } });
}
