import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";
import { demoReady, type ServedWorkstation } from "../../renderer/e2e/workstation.ts";
import { openAnew } from "./screens-open.ts";

type Shoot = (name: string) => Promise<void>;

const preference = (automatic: boolean) => ({ method: "PUT", body: JSON.stringify({ automatic, own: [] }) });

/** The demo patient's CT as a protocol hangs it, the choice of layouts and protocols, and the dialog that makes one from the screen. */
export async function shootHanging(page: Page, workstation: ServedWorkstation, shoot: Shoot): Promise<void> {
  const study = await demoReady(workstation);
  const path = "/api/preferences/hanging-protocols";
  await workstation.ask(path, preference(true));
  await openAnew(page, workstation, study);
  await page.getByTestId("hanging-bar").waitFor();
  await waitReady(page, "cell-0");
  await page.waitForTimeout(3_000);
  await shoot("hanging");
  await page.getByTestId("layout-menu").click();
  await shoot("hanging-menu");
  await page.keyboard.press("Escape");
  await page.getByTestId("hanging-stage").nth(4).click();
  await waitReady(page, "cell-2");
  await page.waitForTimeout(3_000);
  await shoot("hanging-slab");
  await page.getByTestId("layout-menu").click();
  await page.getByTestId("hanging-own").click();
  await page.getByTestId("hanging-from-screen").click();
  await shoot("hanging-editor");
  await page.keyboard.press("Escape");
  await workstation.ask(path, preference(false));
}
