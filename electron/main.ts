import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, shell, utilityProcess } from "electron";
import { createJsonLog, type OpenHost, openHost, productDirectories, readSettings } from "../src/host/index.ts";
import { isScreenPage, screenWindow } from "./displays.ts";
import { askBeforeLeaving, leavingText } from "./leaving.ts";
import { applicationOrigin, guardSession, isOwnPage, lockDown, schemePrivileges, windowPreferences } from "./security.ts";
import { utilityTaskProcess } from "./utility-task-process.ts";

protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges: schemePrivileges }]);
app.enableSandbox();
// At once: a second one must not open the stores, nor a window, before it is gone.
if (!app.requestSingleInstanceLock()) app.exit(0);

const dataDirectory = process.env.HOUNSFIELD_HOME ?? app.getPath("userData");
const root = join(import.meta.dirname, "..", "..");

await app.whenReady();
const host = openOrSayWhy();

protocol.handle("app", (request) => (isOwnPage(request.url) ? host.handle(request) : new Response(null, { status: 404 })));
guardSession(session.defaultSession);
app.on("web-contents-created", (_event, contents) => {
  const window = () => BrowserWindow.fromWebContents(contents);
  askBeforeLeaving(contents, window, dialog, () => leavingText(root, () => readSettings(host.workstation.workspace).language));
  lockDown(contents, shell, (url) => {
    const opener = BrowserWindow.fromWebContents(contents);
    if (opener === null || !isScreenPage(url)) return undefined;
    const { id } = screen.getDisplayMatching(opener.getBounds());
    return screenWindow(screen.getAllDisplays(), id, join(import.meta.dirname, "preload.cjs"));
  });
});
Menu.setApplicationMenu(null);

ipcMain.handle("choose-folder", async (event) => {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (!window || !isOwnPage(event.senderFrame?.url ?? "")) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ["openDirectory", "openFile"] });
  return canceled ? null : (filePaths[0] ?? null);
});

/** A data folder that cannot be opened (a newer version's, a disk that is away) is told in a window; without one the program would hang unseen. */
function openOrSayWhy(): OpenHost {
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    return openHost({
      dataDirectory,
      log: createJsonLog((line) => process.stderr.write(line)),
      product: productDirectories(root),
      spawn: () => utilityTaskProcess(utilityProcess, join(import.meta.dirname, "worker-main.js")),
      shell: "electron",
      version: app.getVersion(),
      demo: process.env.HOUNSFIELD_NO_DEMO !== "1",
    });
  } catch (error) {
    dialog.showErrorBox("Hounsfield", error instanceof Error ? error.message : String(error));
    app.exit(1);
    throw error;
  }
}

function openWindow(): void {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
    minWidth: 1024,
    minHeight: 700,
    backgroundColor: "#0b0d10",
    show: false,
    autoHideMenuBar: true,
    title: "Hounsfield",
    webPreferences: windowPreferences(join(import.meta.dirname, "preload.cjs")),
  });
  window.once("ready-to-show", () => window.show());
  void window.loadURL(`${applicationOrigin}/`);
}

app.on("second-instance", () => BrowserWindow.getAllWindows()[0]?.focus());
app.on("activate", () => {
  if (BrowserWindow.getAllWindows().length === 0) openWindow();
});
app.on("window-all-closed", () => app.quit());
let closed = false;
// After the windows: what their pages save as they go away is still taken, and one of them may refuse to go.
app.on("will-quit", (event) => {
  if (closed) return;
  event.preventDefault();
  void host.close().finally(() => {
    closed = true;
    app.quit();
  });
});
openWindow();
