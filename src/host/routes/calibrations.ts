import { Hono } from "hono";
import { CALIBRATIONS_MOST, calibrationSchema } from "../../contract/index.ts";
import { HostError } from "../errors.ts";
import { putCalibration, readCalibrations, removeCalibration } from "../jobs/calibrations.ts";
import type { Workstation } from "../workstation.ts";
import { found, limitBody, parseBody } from "./answer.ts";

const LARGEST_BYTES = 4 * 1024;

/** Lengths that a reader calibrated on objects of known size: frames of a series are described with them from then on. */
export function calibrationRoutes(workstation: Workstation): Hono {
  const { archive, events } = workstation;
  const studyOf = (uid: string) => found(archive.study(uid), "This study is not in the archive.").studyInstanceUid;
  const seriesOf = (studyInstanceUid: string, sopInstanceUid: string) => {
    const instance = archive.instance(sopInstanceUid);
    return found(instance?.studyInstanceUid === studyInstanceUid ? instance : undefined, "This image is not in the study.")
      .seriesInstanceUid;
  };
  const app = new Hono();
  app.get("/studies/:uid/calibrations", (context) =>
    context.json({ calibrations: readCalibrations(workstation, studyOf(context.req.param("uid"))) }),
  );
  const limit = limitBody(LARGEST_BYTES, "This is more than a calibration.");
  app.put("/studies/:uid/calibrations/:sop/:frame", limit, async (context) => {
    const study = studyOf(context.req.param("uid"));
    const calibration = await parseBody(context, calibrationSchema);
    const { sop, frame } = context.req.param();
    if (calibration.sopInstanceUid !== sop || `${calibration.frameNumber}` !== frame)
      throw new HostError("bad-request", "The calibration is of another frame.", { fields: "sopInstanceUid" });
    const seriesInstanceUid = seriesOf(study, sop);
    if (!putCalibration(workstation, study, calibration))
      throw new HostError("too-large", `A study has at most ${CALIBRATIONS_MOST} calibrations.`);
    events.emit({ type: "calibrations", seriesInstanceUid });
    return context.body(null, 204);
  });
  app.delete("/studies/:uid/calibrations/:sop/:frame", (context) => {
    const study = studyOf(context.req.param("uid"));
    const { sop, frame } = context.req.param();
    const seriesInstanceUid = seriesOf(study, sop);
    removeCalibration(workstation, study, { sopInstanceUid: sop, frameNumber: Number(frame) });
    events.emit({ type: "calibrations", seriesInstanceUid });
    return context.body(null, 204);
  });
  return app;
}
