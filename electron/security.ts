import type { BrowserWindowConstructorOptions, Privileges, Session, Shell, WebContents, WebPreferences } from "electron";

/** The one origin of the program's window. */
export const applicationOrigin = "app://hounsfield";

/** A standard, secure scheme that fetch and streams may use; not `corsEnabled`, so that no other origin can read it. */
export const schemePrivileges: Privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };

/** No Node, no shared world, no way to weaken it from a page. */
export function windowPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

export function isOwnPage(url: string): boolean {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}` === applicationOrigin;
  } catch {
    return false;
  }
}

/** Denies every permission but full screen, and every request that is not the program's own (a PACS is asked by the host, not the page). */
export function guardSession(session: Session): void {
  const allowed = (permission: string, url: string) => permission === "fullscreen" && isOwnPage(url);
  session.setPermissionRequestHandler((contents, permission, answer) => answer(allowed(permission, contents.getURL())));
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, `${origin}/`));
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !(isOwnPage(details.url) || /^(data|blob|devtools):/.test(details.url)) }),
  );
}

/**
 * Keeps a page where it is: no navigation, no new window but those that `windowFor` gives a form, no webview; a link to the web opens in the
 * system's browser.
 */
export function lockDown(
  contents: WebContents,
  shell: Pick<Shell, "openExternal">,
  windowFor: (url: string) => BrowserWindowConstructorOptions | undefined = () => undefined,
): void {
  contents.on("will-navigate", (event, url) => {
    if (!isOwnPage(url)) event.preventDefault();
  });
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const form = isOwnPage(url) ? windowFor(url) : undefined;
    if (form !== undefined) return { action: "allow", overrideBrowserWindowOptions: form };
    if (url.startsWith("https://")) void shell.openExternal(url);
    return { action: "deny" };
  });
}
