import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

/** What the browser was given to save by what is done. */
export async function savedBy(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent("download");
  await act();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
