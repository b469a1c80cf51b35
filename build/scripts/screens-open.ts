import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";
import type { ServedWorkstation } from "../../renderer/e2e/workstation.ts";

/** Opens a study as if it had never been open: nothing is kept of how it was left. */
export async function openAnew(page: Page, { origin, bearer }: ServedWorkstation, study: string): Promise<void> {
  // First away from it: a study that is left is kept as it stands.
  await page.goto(`${origin}/#/`);
  await page.getByTestId("study-row").first().waitFor();
  await page.waitForTimeout(1_500);
  await fetch(`${origin}/api/studies/${study}/view-state`, { method: "DELETE", headers: { authorization: `Bearer ${bearer}` } });
  await page.reload();
  await page.getByTestId("study-row").first().waitFor();
  await page.goto(`${origin}/#/study/${study}`);
  await waitReady(page, "cell-0");
}
