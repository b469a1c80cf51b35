import type { Calibration } from "../../src/contract/index.ts";
import { deleteCalibration, putCalibration } from "../api/index.ts";
import { refreshSeries } from "./series-store.ts";
import { tellFailure } from "./toast-store.ts";

type Place = Pick<Calibration, "sopInstanceUid" | "frameNumber">;

/** Keeps how long a reader says that pixels of a frame are; undefined takes it back. The series is described anew. Answers whether it was kept. */
export async function calibrateFrame(
  series: { readonly studyInstanceUid: string; readonly seriesInstanceUid: string },
  place: Place,
  calibration: Omit<Calibration, keyof Place> | undefined,
): Promise<boolean> {
  try {
    if (calibration === undefined) await deleteCalibration(series.studyInstanceUid, place);
    else await putCalibration(series.studyInstanceUid, { ...place, ...calibration });
    await refreshSeries(series.seriesInstanceUid);
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}
