import { Hono } from "hono";
import type { Archive } from "../../archive/index.ts";
import type { Log } from "../../base/index.ts";
import { answerError } from "../routes/answer.ts";
import { qidoRoutes } from "./qido.ts";
import { stowRoutes } from "./stow.ts";
import { wadoRoutes } from "./wado.ts";

/** The archive as a DICOMweb origin server (PS3.18): where signed reports go until a PACS is configured, and what reads them back. */
export function createDicomWeb(archive: Archive, log: Log, onStored: () => void): Hono {
  const app = new Hono();
  for (const routes of [qidoRoutes(archive), stowRoutes(archive, onStored), wadoRoutes(archive)]) app.route("/", routes);
  app.onError((error) => answerError(error, log));
  return app;
}
