import { Hono } from "hono";
import type { Archive, InstanceRecord } from "../../archive/index.ts";
import { parsePart10, tagOf, toDicomJson } from "../../dicom/index.ts";
import { buildMultipartRelated } from "../../net/index.ts";
import { HostError } from "../errors.ts";

/** WADO-RS (PS3.18 10.4): an instance as the file that was stored, and its metadata. */
export function wadoRoutes(archive: Archive): Hono {
  const app = new Hono();
  const wanted = (study: string, series: string, sop: string): InstanceRecord => {
    const instance = archive.instance(sop);
    if (instance?.studyInstanceUid === study && instance.seriesInstanceUid === series) return instance;
    throw new HostError("not-found", "This instance is not in the archive.");
  };
  app.get("/studies/:study/series/:series/instances/:sop", async (context) => {
    const { study, series, sop } = context.req.param();
    const instance = wanted(study, series, sop);
    const bytes = await archive.read(sop);
    const contentType = `application/dicom; transfer-syntax=${instance.transferSyntaxUid}`;
    const { contentType: outer, body } = buildMultipartRelated([{ contentType, bytes }], "application/dicom");
    return new Response(body, { headers: { "content-type": outer, "content-length": String(body.byteLength) } });
  });
  app.get("/studies/:study/series/:series/instances/:sop/metadata", async (context) => {
    const { study, series, sop } = context.req.param();
    wanted(study, series, sop);
    const { dataset } = parsePart10(await archive.read(sop), { untilTag: tagOf("PixelData") });
    return new Response(JSON.stringify([toDicomJson(dataset)]), { headers: { "content-type": "application/dicom+json" } });
  });
  return app;
}
