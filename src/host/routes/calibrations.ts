import { Hono } from "hono";
import { calibrationsSchema } from "../../contract/index.ts";
import { readCalibrations, writeCalibrations } from "../jobs/calibrations.ts";
import type { Workstation } from "../workstation.ts";
import { found, limitBody, parseBody } from "./answer.ts";

const LARGEST_BYTES = 256 * 1024;

/** Lengths that a reader calibrated on objects of known size: frames of a series are described with them from then on. */
export function calibrationRoutes(workstation: Workstation): Hono {
  const studyOf = (uid: string) => found(workstation.archive.study(uid), "This study is not in the archive.").studyInstanceUid;
  const app = new Hono();
  app.get("/studies/:uid/calibrations", (context) =>
    context.json({ calibrations: readCalibrations(workstation, studyOf(context.req.param("uid"))) }),
  );
  const limit = limitBody(LARGEST_BYTES, "There are more calibrations than a study may have.");
  app.put("/studies/:uid/calibrations", limit, async (context) => {
    const study = studyOf(context.req.param("uid"));
    const { calibrations } = await parseBody(context, calibrationsSchema);
    writeCalibrations(workstation, study, calibrations);
    return context.json({ calibrations });
  });
  return app;
}
