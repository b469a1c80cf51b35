import type { Browser, Locator } from "playwright-core";

/** Ends the browser's graphics process, which takes along what was drawn, and waits until a canvas has been given back. */
export async function endGraphics(browser: Browser, canvas: Locator): Promise<void> {
  const isBack = canvas.evaluate(
    (element) => new Promise<void>((resolve) => element.addEventListener("contextrestored", () => resolve(), { once: true })),
  );
  const session = await browser.newBrowserCDPSession();
  // Whoever answers may have died of it.
  session.send("Browser.crashGpuProcess").catch(() => {});
  await isBack;
}
