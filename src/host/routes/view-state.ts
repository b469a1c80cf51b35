import { Hono } from "hono";
import { LARGEST_VIEW_STATE_BYTES, viewStateQuerySchema, viewStateSchema } from "../../contract/index.ts";
import { forgetViewState, readViewState, writeViewState } from "../jobs/view-state.ts";
import type { Workstation } from "../workstation.ts";
import { found, limitBody, parseBody, parseQuery } from "./answer.ts";

/** How a reader left a study: read before it is shown, written while it is read. */
export function viewStateRoutes(workstation: Workstation): Hono {
  const studyOf = (uid: string) => found(workstation.archive.study(uid), "This study is not in the archive.").studyInstanceUid;
  const app = new Hono();
  app.get("/studies/:uid/view-state", (context) => {
    const study = studyOf(context.req.param("uid"));
    const { screen } = parseQuery(context, viewStateQuerySchema);
    workstation.analyses.attention.look(study);
    return context.json({ state: readViewState(workstation, study, screen) ?? null });
  });
  const limit = limitBody(LARGEST_VIEW_STATE_BYTES, "What should be kept of the view is larger than it may be.");
  app.put("/studies/:uid/view-state", limit, async (context) => {
    const study = studyOf(context.req.param("uid"));
    const { screen } = parseQuery(context, viewStateQuerySchema);
    writeViewState(workstation, study, screen, await parseBody(context, viewStateSchema));
    return context.body(null, 204);
  });
  app.delete("/studies/:uid/view-state", (context) => {
    forgetViewState(workstation, studyOf(context.req.param("uid")));
    return context.body(null, 204);
  });
  return app;
}
