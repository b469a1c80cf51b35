import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";
import type { ServedWorkstation } from "../../renderer/e2e/workstation.ts";
import type { StudyDetail } from "../../src/contract/index.ts";
import { centrePatient, type Finding } from "../../src/findings/index.ts";
import { distance } from "../../src/geometry/index.ts";
import { openAnew } from "./screens-open.ts";

type Shoot = (name: string) => Promise<void>;
type Ask = ServedWorkstation["ask"];

/** Current beside prior: linked by hand, the 3D cursor, and a lesion that is followed. */
export async function shootLinking(page: Page, workstation: ServedWorkstation, study: string, shoot: Shoot): Promise<void> {
  const { ask } = workstation;
  const detail = await ask<StudyDetail>(`/api/studies/${study}`);
  const [prior] = detail.priors.filter(({ series }) => series.some(({ modality }) => modality === "CT"));
  const before = prior?.series.find(({ modality }) => modality === "CT")?.seriesInstanceUid;
  if (prior === undefined || before === undefined) return;
  const lesion = await followLesion(ask, study, prior.study.studyInstanceUid);
  await openAnew(page, workstation, study);
  await page.getByTestId("tab-findings").click();
  if (lesion !== undefined) {
    await page.locator(`[data-finding-id="${lesion}"] .finding-head`).click();
    await page.getByTestId("lesion-compare").click();
    await page
      .locator(`[data-series-instance-uid="${before}"] .viewport-picture[data-state="ready"]`)
      .waitFor({ timeout: 90_000 });
    await page.waitForTimeout(2_000);
    await shoot("study-lesions");
  }
  await page.locator('[data-cell-id="cell-0"] .viewport-picture').click({ position: { x: 60, y: 300 } });
  await page.keyboard.press("Shift+l");
  await page.locator(".link-by-hand").first().waitFor();
  await page.keyboard.press("Shift+z");
  await shoot("study-linked");
  await page.keyboard.press("Shift+z");
  await page.getByTestId("mpr").click();
  for (const id of ["cell-0", "cell-1", "cell-2", "cell-3"]) await waitReady(page, id);
  await page.waitForTimeout(4_000);
  const box = await page.locator('[data-cell-id="cell-0"]').boundingBox();
  await page.keyboard.down("Shift");
  if (box !== null) await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5, { steps: 3 });
  await page.waitForTimeout(1_000);
  await shoot("study-cursor");
  await page.keyboard.up("Shift");
}

/** Says of the finding of the study that a prior has nearest that they are one lesion. @returns its id */
async function followLesion(ask: Ask, study: string, prior: string): Promise<string | undefined> {
  const of = async (uid: string) => (await ask<{ findings: Finding[] }>(`/api/studies/${uid}/findings`)).findings;
  const [now, before] = [await of(study), await of(prior)];
  const pairs = now.flatMap((finding) =>
    before.map((earlier) => {
      const [here, there] = [centrePatient(finding.geometry), centrePatient(earlier.geometry)];
      return {
        finding,
        earlier,
        mm: here === undefined || there === undefined ? Number.POSITIVE_INFINITY : distance(here, there),
      };
    }),
  );
  const nearest = pairs.sort((a, b) => a.mm - b.mm)[0];
  if (nearest === undefined) return undefined;
  const body = JSON.stringify({ sameAs: nearest.earlier.id, by: "Reader" });
  await ask(`/api/findings/${nearest.finding.id}/lesion`, { method: "POST", body });
  return nearest.finding.id;
}
