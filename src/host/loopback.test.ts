import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../base/index.ts";
import { type LoopbackServer, serveLoopback } from "./loopback.ts";

describe("serveLoopback", () => {
  let server: LoopbackServer;
  beforeAll(async () => {
    server = await serveLoopback({ handle: async () => new Response("inside"), port: 0, log: silentLog });
  });
  afterAll(() => server.close());

  /** Speaks HTTP by hand: fetch does not let a test lie about Host. */
  function ask(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const socket = connect(server.port, "127.0.0.1");
      const lines = Object.entries({ Host: `127.0.0.1:${server.port}`, Connection: "close", ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.end(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      let text = "";
      socket.on("data", (data) => {
        text += data;
      });
      socket.on("end", () => resolve({ status: Number(text.split(" ")[1]), text }));
      socket.on("error", reject);
    });
  }
  const bearer = () => ({ Authorization: `Bearer ${server.bearer}` });

  it("lets nobody in without the run's token", async () => {
    expect((await ask("/api/session", {})).status).toBe(403);
    expect((await ask("/api/session", { Authorization: "Bearer guess" })).status).toBe(403);
    expect((await ask("/api/session", bearer())).status).toBe(200);
  });

  it("refuses a foreign Host even with the token (DNS rebinding)", async () => {
    expect((await ask("/", { ...bearer(), Host: "evil.example" })).status).toBe(403);
    expect((await ask("/", { ...bearer(), Host: `evil.example:${server.port}` })).status).toBe(403);
  });

  it("refuses another page's Origin and cross-site fetches", async () => {
    expect((await ask("/", { ...bearer(), Origin: "https://evil.example" })).status).toBe(403);
    expect((await ask("/", { ...bearer(), Origin: "null" })).status).toBe(403);
    expect((await ask("/", { ...bearer(), "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
    expect((await ask("/", { ...bearer(), Origin: server.origin })).status).toBe(200);
  });

  it("takes a launch token once and gives a cookie for it", async () => {
    const { search } = new URL(server.launchUrl());
    const first = await ask(`/${search}`, {});
    expect(first.status).toBe(303);
    const cookie = /set-cookie: (hounsfield-session-\d+=[^;]+);.*HttpOnly.*SameSite=Strict/i.exec(first.text)?.[1] as string;
    expect((await ask("/api/session", { Cookie: cookie })).text).toContain("inside");
    expect((await ask(`/${search}`, {})).status).toBe(403);
  });

  it("listens on loopback alone", async () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(serveLoopback({ handle: async () => new Response(), port: server.port, log: silentLog })).rejects.toMatchObject({
      code: "port-in-use",
    });
  });
});
