import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

type Handler = (...args: never[]) => unknown;
type Listeners = Record<string, Handler>;

/** What Electron was told, recorded by a stand-in for its module: the runtime itself may not be on this machine. */
const seen = vi.hoisted(() => ({
  calls: [] as string[],
  privileges: {} as Record<string, unknown>,
  windows: [] as Record<string, unknown>[],
  loaded: [] as string[],
  protocolHandler: undefined as undefined | ((request: Request) => Promise<Response> | Response),
  permissionRequest: undefined as undefined | Handler,
  permissionCheck: undefined as undefined | Handler,
  beforeRequest: undefined as undefined | Handler,
  app: {} as Record<string, (...args: never[]) => unknown>,
  ipc: {} as Record<string, (...args: never[]) => unknown>,
  exposed: {} as Record<string, unknown>,
  opened: [] as string[],
}));

vi.mock("electron", () => {
  class BrowserWindow {
    static getAllWindows = () => [];
    static fromWebContents = () => null;
    constructor(options: Record<string, unknown>) {
      seen.windows.push(options);
    }
    once() {}
    show() {}
    async loadURL(url: string) {
      seen.loaded.push(url);
    }
  }
  return {
    app: {
      enableSandbox: () => seen.calls.push("enableSandbox"),
      requestSingleInstanceLock: () => true,
      whenReady: async () => seen.calls.push("ready"),
      getVersion: () => "0.0.0-test",
      getPath: () => process.env.HOUNSFIELD_HOME,
      on: (event: string, handler: Handler) => {
        seen.app[event] = handler;
      },
      quit: () => seen.calls.push("quit"),
    },
    BrowserWindow,
    Menu: { setApplicationMenu: () => {} },
    dialog: {},
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => (seen.exposed[name] = api) },
    ipcRenderer: { invoke: async (channel: string) => channel },
    ipcMain: { handle: (channel: string, handler: Handler) => (seen.ipc[channel] = handler) },
    protocol: {
      registerSchemesAsPrivileged: ([{ privileges }]: [{ privileges: Record<string, unknown> }]) => {
        seen.calls.push("privileges");
        seen.privileges = privileges;
      },
      handle: (_scheme: string, handler: (request: Request) => Promise<Response>) => {
        seen.protocolHandler = handler;
      },
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: Handler) => (seen.permissionRequest = handler),
        setPermissionCheckHandler: (handler: Handler) => (seen.permissionCheck = handler),
        webRequest: { onBeforeRequest: (handler: Handler) => (seen.beforeRequest = handler) },
      },
    },
    shell: { openExternal: async (url: string) => seen.opened.push(url) },
    webUtils: { getPathForFile: () => "" },
    utilityProcess: { fork: () => ({ on() {}, postMessage() {}, kill() {} }) },
  };
});

/** As a quit goes that no window refuses: whether the program stays for now. */
function quit(): boolean {
  const preventDefault = vi.fn();
  for (const step of ["before-quit", "will-quit"])
    (seen.app[step] as ((event: object) => void) | undefined)?.({ preventDefault });
  return preventDefault.mock.calls.length > 0;
}

describe("the Electron shell", () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "electron-"));
    process.env.HOUNSFIELD_HOME = directory;
    process.env.HOUNSFIELD_NO_DEMO = "1";
    await import("./main.ts");
    await import("./preload.ts");
  });
  afterAll(async () => {
    quit();
    await vi.waitFor(() => expect(seen.calls).toContain("quit"));
    rmSync(directory, { recursive: true, force: true });
  });

  it("sandboxes everything before it is ready, and gives its scheme no cross-origin rights", () => {
    expect(seen.calls.slice(0, 3)).toEqual(["privileges", "enableSandbox", "ready"]);
    expect(seen.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true, stream: true });
  });

  it("opens a window without Node on its own page", () => {
    expect(seen.windows[0]?.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(seen.loaded).toEqual(["app://hounsfield/"]);
  });

  it("serves the workstation under its scheme and nothing else", async () => {
    const session = await seen.protocolHandler?.(new Request("app://hounsfield/api/session"));
    expect(await session?.json()).toMatchObject({ shell: "electron", version: "0.0.0-test", studyCount: 0 });
    expect(session?.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await seen.protocolHandler?.(new Request("app://other/api/session")))?.status).toBe(404);
  });

  it("denies every permission but full screen of its own page", () => {
    const ask = (permission: string, url: string) => {
      let answer: unknown;
      (seen.permissionRequest as (c: object, p: string, cb: (a: boolean) => void) => void)(
        { getURL: () => url },
        permission,
        (given) => {
          answer = given;
        },
      );
      return answer;
    };
    expect(
      ["media", "geolocation", "notifications", "openExternal", "usb"].map((name) => ask(name, "app://hounsfield/")),
    ).not.toContain(true);
    expect(ask("fullscreen", "app://hounsfield/")).toBe(true);
    expect(ask("fullscreen", "https://evil.example/")).toBe(false);
    expect(
      (seen.permissionCheck as unknown as (c: object, p: string, o: string) => boolean)({}, "media", "app://hounsfield"),
    ).toBe(false);
  });

  it("cancels requests that leave the program", () => {
    const cancelled = (url: string) => {
      let answer: { cancel?: boolean } = {};
      (seen.beforeRequest as (d: object, cb: (a: object) => void) => void)({ url }, (given) => {
        answer = given;
      });
      return answer.cancel;
    };
    expect(cancelled("https://evil.example/pixel.png")).toBe(true);
    expect(cancelled("file:///etc/passwd")).toBe(true);
    expect(cancelled("app://hounsfield/api/session")).toBe(false);
  });

  it("keeps a page where it is and opens no window", () => {
    const listeners: Listeners = {};
    let openHandler: (details: { url: string }) => { action: string } = () => ({ action: "none" });
    const contents = {
      on: (event: string, handler: Handler) => {
        listeners[event] = handler;
      },
      setWindowOpenHandler: (handler: typeof openHandler) => {
        openHandler = handler;
      },
    };
    (seen.app["web-contents-created"] as (e: object, c: object) => void)({}, contents);
    const prevented = (event: string, url: string) => {
      const preventDefault = vi.fn();
      (listeners[event] as (e: object, u: string) => void)({ preventDefault }, url);
      return preventDefault.mock.calls.length > 0;
    };
    expect(prevented("will-navigate", "https://evil.example/")).toBe(true);
    expect(prevented("will-navigate", "app://hounsfield/#/study")).toBe(false);
    expect(prevented("will-attach-webview", "")).toBe(true);
    expect(openHandler({ url: "file:///etc/passwd" })).toEqual({ action: "deny" });
    expect(openHandler({ url: "https://example.org/" })).toEqual({ action: "deny" });
    expect(seen.opened).toEqual(["https://example.org/"]);
  });

  it("exposes the folder picker and file paths to the page and nothing else, and only to its own page", async () => {
    expect(Object.keys(seen.exposed)).toEqual(["hounsfield"]);
    expect(Object.keys(seen.exposed.hounsfield as object)).toEqual(["pickFolder", "pathOfFile"]);
    expect(
      await (seen.ipc["choose-folder"] as (e: object) => Promise<unknown>)({
        sender: {},
        senderFrame: { url: "https://evil.example" },
      }),
    ).toBeNull();
  });

  it("closes the workstation once its windows are closed, and then quits", async () => {
    const serves = async () => {
      const answer = await seen.protocolHandler?.(new Request("app://hounsfield/api/settings"));
      return answer?.status === 200;
    };
    // What a page saves as it goes away is still taken: its window is closed after this.
    const preventDefault = vi.fn();
    (seen.app["before-quit"] as ((event: object) => void) | undefined)?.({ preventDefault });
    expect([preventDefault.mock.calls.length, await serves()]).toEqual([0, true]);
    expect([quit(), quit()]).toEqual([true, true]);
    await vi.waitFor(() => expect(seen.calls).toContain("quit"));
    expect([quit(), await serves().catch(() => false)]).toEqual([false, false]);
  });
});
