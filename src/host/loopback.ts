import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Log } from "../base/index.ts";
import { HostError } from "./errors.ts";
import { createLaunchTokens, type LaunchTokens } from "./launch-tokens.ts";

/** Cookies are not kept apart by port: two workstations in one browser need two names. */
const cookieName = (host: string) => `hounsfield-session-${host.split(":")[1] ?? "0"}`;

export interface LoopbackOptions {
  readonly handle: (request: Request) => Promise<Response>;
  /** 0 for any free port. */
  readonly port: number;
  readonly log: Log;
}

export interface LoopbackServer {
  readonly port: number;
  readonly origin: string;
  /** The address with a token that works once. */
  launchUrl(): string;
  /** The run's secret, for a client in this process (`Authorization: Bearer`). */
  readonly bearer: string;
  close(): Promise<void>;
}

/** Serves a handler on 127.0.0.1 behind a Host check, an Origin check and a token per run. @throws HostError "port-in-use" */
export async function serveLoopback({ handle, port, log }: LoopbackOptions): Promise<LoopbackServer> {
  const tokens = createLaunchTokens();
  const bearer = tokens.exchange(tokens.issue()) as string;
  const guard = createGuard({ handle, tokens });
  const { server, actualPort } = await listen(guard.fetch, port);
  guard.setPort(actualPort);
  const origin = `http://127.0.0.1:${actualPort}`;
  log.info("listening", { port: actualPort });
  return {
    port: actualPort,
    origin,
    bearer,
    launchUrl: () => `${origin}/?token=${tokens.issue()}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<{ server: Server; actualPort: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: "127.0.0.1", port, autoCleanupIncoming: true }, (info) =>
      resolve({ server, actualPort: info.port }),
    ) as Server;
    server.requestTimeout = 0;
    server.on("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EADDRINUSE")
        reject(new HostError("port-in-use", `Port ${port} is taken by another program. Choose another port.`, { port }, cause));
      else reject(cause);
    });
  });
}

interface Guard {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  setPort(port: number): void;
}

/** The checks in front of the handler, apart from the socket so that a test can call them. */
export function createGuard({ handle, tokens }: { handle: LoopbackOptions["handle"]; tokens: LaunchTokens }): Guard {
  let hosts = new Set<string>();
  const app = new Hono();
  app.use(async (context, next) => {
    const host = context.req.header("host") ?? "";
    // A foreign Host header is a page elsewhere that had its name resolved to this computer (DNS rebinding).
    if (!hosts.has(host)) return refuse("The Host header is not this workstation's own address.");
    const origin = context.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}`) return refuse("Another web page may not talk to this workstation.");
    const site = context.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin" && site !== "none")
      return refuse("Another web page may not talk to this workstation.");
    await next();
  });
  app.get("/", async (context, next) => {
    const token = context.req.query("token");
    if (token === undefined) return next();
    const session = tokens.exchange(token);
    if (session)
      setCookie(context, cookieName(context.req.header("host") ?? ""), session, {
        httpOnly: true,
        sameSite: "Strict",
        path: "/",
      });
    else if (!tokens.isSession(getCookie(context, cookieName(context.req.header("host") ?? "")) ?? ""))
      return refuse("This address was used before or is of an earlier run. Start the workstation again for a fresh one.");
    return context.redirect("/", 303);
  });
  app.use(async (context, next) => {
    const bearer = context.req.header("authorization")?.match(/^Bearer (.+)$/)?.[1];
    const presented = bearer ?? getCookie(context, cookieName(context.req.header("host") ?? "")) ?? "";
    if (!tokens.isSession(presented)) return refuse("Open the address with its token that the workstation printed at its start.");
    await next();
  });
  app.all("*", (context) => handle(context.req.raw));
  return {
    fetch: (request) => app.fetch(request),
    setPort: (port) => {
      const names = ["127.0.0.1", "localhost"];
      // Port 80 is not written out.
      hosts = new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
    },
  };
}

function refuse(message: string): Response {
  return Response.json({ area: "host", code: "forbidden", message, details: {} }, { status: 403 });
}
