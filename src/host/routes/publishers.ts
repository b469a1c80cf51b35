import { Hono } from "hono";
import { publisherCreateSchema, publisherKeySchema } from "../../contract/index.ts";
import { fingerprintOfPublisher, parsePublisher } from "../../inference/index.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody } from "./answer.ts";

/** Whose signed packages are taken in without asking. */
export function publisherRoutes({ models: { store }, log }: Pick<Workstation, "models" | "log">): Hono {
  const app = new Hono();
  const list = () => ({
    publishers: store.publishers().map((one) => ({ name: one.name, fingerprint: fingerprintOfPublisher(one) })),
  });
  app.get("/publishers", (context) => context.json(list()));
  app.post("/publishers/key", async (context) => {
    const { key } = await parseBody(context, publisherKeySchema);
    return context.json({ fingerprint: fingerprintOfPublisher(parsePublisher("-", key)) });
  });
  app.post("/publishers", async (context) => {
    const { name, key } = await parseBody(context, publisherCreateSchema);
    const publisher = parsePublisher(name, key);
    store.trust(publisher);
    log.info("publisher-trusted", { key: fingerprintOfPublisher(publisher).slice(0, 16) });
    return context.json(list(), 201);
  });
  app.delete("/publishers/:fingerprint", (context) => {
    const fingerprint = context.req.param("fingerprint");
    const publisher = store.publishers().find((one) => fingerprintOfPublisher(one) === fingerprint);
    store.distrust(found(publisher, "No known publisher has this key.").publicKey);
    log.info("publisher-distrusted", { key: fingerprint.slice(0, 16) });
    return context.json(list());
  });
  return app;
}
