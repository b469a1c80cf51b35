import { CALIBRATIONS_MOST, type Calibration, calibrationsSchema } from "../../contract/index.ts";
import type { SeriesFrames } from "../../volume/index.ts";
import type { Workstation } from "../workstation.ts";

type Kept = Pick<Workstation, "workspace">;
type Place = Pick<Calibration, "sopInstanceUid" | "frameNumber">;
type Frame = SeriesFrames["frames"][number];

const keyOf = (studyInstanceUid: string) => `calibrations:${studyInstanceUid}`;

/** The frames of a study that a reader calibrated; what no longer parses is as if nothing were kept. */
export function readCalibrations({ workspace }: Kept, studyInstanceUid: string): readonly Calibration[] {
  return calibrationsSchema.safeParse(workspace.readSetting(keyOf(studyInstanceUid))).data?.calibrations ?? [];
}

/** Keeps a frame's calibration in the place of the one it had; the others of the study stay. False where there are too many. */
export function putCalibration(kept: Kept, studyInstanceUid: string, calibration: Calibration): boolean {
  const others = readCalibrations(kept, studyInstanceUid).filter((one) => !isOf(one, calibration));
  if (others.length >= CALIBRATIONS_MOST) return false;
  write(kept, studyInstanceUid, [...others, calibration]);
  return true;
}

export function removeCalibration(kept: Kept, studyInstanceUid: string, place: Place): void {
  write(
    kept,
    studyInstanceUid,
    readCalibrations(kept, studyInstanceUid).filter((one) => !isOf(one, place)),
  );
}

function isOf(one: Place, { sopInstanceUid, frameNumber }: Place): boolean {
  return one.sopInstanceUid === sopInstanceUid && one.frameNumber === frameNumber;
}

function write({ workspace }: Kept, studyInstanceUid: string, calibrations: readonly Calibration[]): void {
  if (calibrations.length === 0) workspace.removeSetting(keyOf(studyInstanceUid));
  else workspace.writeSetting(keyOf(studyInstanceUid), { calibrations });
}

/** With the study that they were of. */
export function forgetCalibrations({ workspace }: Kept, studyInstanceUid: string): void {
  workspace.removeSetting(keyOf(studyInstanceUid));
}

/** A frame's lengths as a reader calibrated them; a frame with a place in the patient has its own, and keeps them. */
export function calibrated(calibrations: readonly Calibration[]): (frame: Frame) => FrameAsRead {
  return (frame) => {
    const own = calibrations.find(
      ({ sopInstanceUid, frameNumber }) => sopInstanceUid === frame.sopInstanceUid && frameNumber === frame.frameNumber,
    );
    if (own === undefined || frame.plane !== undefined) return frame;
    const { pixelSpacingFactor: _, pixelSpacingCalibration: __, ultrasoundRegions: ___, ...rest } = frame;
    return { ...rest, pixelSpacingMm: own.spacingMm, pixelSpacingSource: "reader" };
  };
}

export type FrameAsRead = Omit<Frame, "pixelSpacingSource"> & {
  readonly pixelSpacingSource: Frame["pixelSpacingSource"] | "reader";
};
