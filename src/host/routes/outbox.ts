import { Hono } from "hono";
import type { Workstation } from "../workstation.ts";
import { found } from "./answer.ts";

/** What is on its way to a PACS. */
export function outboxRoutes({ outbox }: Workstation): Hono {
  const app = new Hono();
  app.get("/outbox", (context) => context.json({ items: outbox.items() }));
  app.post("/outbox/:id/retry", (context) => {
    const id = context.req.param("id");
    found(
      outbox.items().find((item) => item.id === id),
      "There is no such item in the outbox.",
    );
    outbox.retry(id);
    return context.json({ items: outbox.items() });
  });
  return app;
}
