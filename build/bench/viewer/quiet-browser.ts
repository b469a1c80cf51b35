import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { browserFlags, memoryOf, screenSize } from "./browser.ts";

/**
 * A browser that nobody listens in on: a test driver has it keep up to 200 MB of response bodies for the developer tools, which would be
 * counted as the viewer's own. Only addresses and expressions go in.
 */
export interface QuietBrowser {
  open(url: string): Promise<void>;
  /** Waits until an expression in the page is true. @throws Error after three minutes */
  until(expression: string): Promise<void>;
  memoryMiB(): number;
  close(): Promise<void>;
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

/** @param cookie that lets a page in, for an origin */
export async function openQuietBrowser(cookie?: { name: string; value: string; origin: string }): Promise<QuietBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "bench-browser-"));
  const child = spawn(
    process.env.HOUNSFIELD_CHROMIUM ?? "/usr/bin/chromium",
    [
      ...browserFlags,
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      `--window-size=${screenSize.width},${screenSize.height}`,
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const socket = new WebSocket(await addressOf(child));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error("The browser did not answer.")), { once: true });
  });
  const send = speaker(socket);
  if (cookie !== undefined) {
    const { name, value, origin } = cookie;
    await send("Storage.setCookies", { cookies: [{ name, value, url: origin }] });
  }
  const targetId = await onlyPage(send);
  const { sessionId } = (await send("Target.attachToTarget", { targetId, flatten: true })) as { sessionId: string };
  return {
    open: async (url) => void (await send("Page.navigate", { url }, sessionId)),
    async until(expression) {
      for (const started = Date.now(); Date.now() - started < 180_000; ) {
        const { result } = (await send("Runtime.evaluate", { expression, returnByValue: true }, sessionId)) as {
          result?: { value?: unknown };
        };
        if (result?.value === true) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error("What was waited for did not come within three minutes.");
    },
    memoryMiB: () => memoryOf(child.pid as number),
    async close() {
      socket.close();
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The tab that the browser opens by itself: another one beside it would be counted too. */
async function onlyPage(send: Send): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { targetInfos } = (await send("Target.getTargets")) as { targetInfos?: readonly { targetId: string; type: string }[] };
    const found = targetInfos?.find(({ type }) => type === "page");
    if (found !== undefined) return found.targetId;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The browser opened no tab.");
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The browser ended with status ${code}.`)));
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => {
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
}

function speaker(socket: WebSocket): Send {
  const waiting = new Map<number, (message: { result?: Record<string, unknown>; error?: { message: string } }) => void>();
  let last = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown>; error?: { message: string } };
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = last;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
      socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });
}
