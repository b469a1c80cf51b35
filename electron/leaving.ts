import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserWindow, Dialog, WebContents } from "electron";

interface LeavingText {
  readonly message: string;
  readonly detail: string;
  readonly stay: string;
  readonly leave: string;
}

/**
 * What is said before a window with unsaved text is closed, from the locale files below the program's folder.
 *
 * @param language the reader's; English where it cannot be told any more: the question is asked all the same
 */
export function leavingText(root: string, language: () => "en" | "zh-CN"): LeavingText {
  const { leaving } = JSON.parse(readFileSync(join(root, "assets", "locales", `${languageOr("en", language)}.json`), "utf8")) as {
    leaving: LeavingText;
  };
  return leaving;
}

function languageOr(other: "en", language: () => "en" | "zh-CN"): "en" | "zh-CN" {
  try {
    return language();
  } catch {
    return other;
  }
}

/**
 * Asks before a page is closed that holds text which could not be saved: on its own Electron would only refuse, without a word. Whoever
 * stays loses nothing.
 * @param text asked for when it is needed, in the reader's language of that moment
 */
export function askBeforeLeaving(
  contents: Pick<WebContents, "on">,
  window: () => BrowserWindow | null,
  dialog: Pick<Dialog, "showMessageBoxSync">,
  text: () => LeavingText,
): void {
  contents.on("will-prevent-unload", (event) => {
    const { message, detail, stay, leave } = text();
    const options = {
      type: "warning",
      message,
      detail,
      buttons: [stay, leave],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    } as const;
    const owner = window();
    const asked = { ...options, buttons: [...options.buttons] };
    const choice = owner === null ? dialog.showMessageBoxSync(asked) : dialog.showMessageBoxSync(owner, asked);
    if (choice === 1) event.preventDefault();
  });
}
