import type { BrowserWindowConstructorOptions, Display } from "electron";
import { windowPreferences } from "./security.ts";

/** A further window of a study: the only pages that may open as a window of their own. */
export function isScreenPage(url: string): boolean {
  return /^app:\/\/hounsfield\/[^#]*#\/study\/[0-9.]{1,64}\/screen-[2-4]$/.test(url);
}

/**
 * Where a further window opens: it fills the first display that the window it was opened from does not stand on; where there is only one, it
 * is as large as a window that is opened by hand. Areas in device-independent pixels.
 */
export function screenWindow(
  displays: readonly Pick<Display, "id" | "workArea">[],
  openerDisplayId: number,
  preload: string,
): BrowserWindowConstructorOptions {
  const other = displays.find(({ id }) => id !== openerDisplayId);
  return {
    ...(other === undefined ? { width: 1280, height: 900 } : other.workArea),
    minWidth: 640,
    minHeight: 480,
    backgroundColor: "#0b0d10",
    autoHideMenuBar: true,
    title: "Hounsfield",
    webPreferences: windowPreferences(preload),
  };
}
