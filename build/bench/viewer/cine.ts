import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seriesUidOf, studyUidOf, writeCtSeries } from "../ct-series.ts";
import { median, type Row, row } from "../row.ts";
import { openFreshBrowser } from "./browser.ts";
import { hounsfield } from "./programs.ts";
import { servedWith } from "./served.ts";
import { leaveStudyAs, oneStack } from "./views.ts";

const slices = 200;
const seconds = 10;

/** Cine of 512 x 512 x 200 at 30 frames a second: what came on the screen in ten seconds after the first loop, as its own clock counts them. */
export async function benchCine(rounds: number): Promise<readonly Row[]> {
  const name = "bench cine ct";
  const folder = mkdtempSync(join(tmpdir(), "bench-cine-"));
  await writeCtSeries(join(folder, "ct"), slices, name);
  const workstation = await servedWith(join(folder, "archive"), join(folder, "ct"));
  const shown: number[] = [];
  const dropped: number[] = [];
  const skipped: number[] = [];
  try {
    await leaveStudyAs(workstation, studyUidOf(name), oneStack(seriesUidOf(name)));
    const program = hounsfield(workstation, studyUidOf(name));
    for (let round = 0; round < rounds; round += 1) {
      const browser = await openFreshBrowser(program.headers);
      const { page } = browser;
      await page.goto(program.studyUrl);
      await page.waitForFunction(
        () => {
          const data = document.querySelector<HTMLElement>(".viewport-picture")?.dataset;
          return data?.state === "ready" && data.framesLoaded === data.frameCount;
        },
        undefined,
        { timeout: 120_000 },
      );
      await page.keyboard.press("c");
      await page.waitForFunction(
        () => Number(document.querySelector<HTMLElement>("[data-cine-rounds]")?.dataset.cineRounds) > 0,
        undefined,
        { timeout: 120_000 },
      );
      const cine = async () =>
        page.evaluate(() => {
          const { cineShown, cineDropped, sliceIndex } =
            document.querySelector<HTMLElement>(".viewport-picture[data-cine-shown]")?.dataset ?? {};
          return { at: performance.now(), shown: Number(cineShown), dropped: Number(cineDropped), index: Number(sliceIndex) };
        });
      const before = await cine();
      await page.waitForTimeout(seconds * 1000);
      const after = await cine();
      const span = (after.at - before.at) / 1000;
      shown.push((after.shown - before.shown) / span);
      dropped.push((after.dropped - before.dropped) / span);
      // Every image on the way was shown: as many as the place has moved on, whole rounds aside.
      const moved = after.index - before.index - (after.shown - before.shown);
      skipped.push(Math.abs(moved % slices));
      await browser.close();
    }
  } finally {
    await workstation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    row("cine of 512 x 512 x 200, frames shown a second", median(shown), "1/s"),
    row("  beats without their image, in ten seconds", 10 * median(dropped), "beats", { atMost: 0 }),
    row("  images skipped", median(skipped), "images", { atMost: 0 }),
  ];
}
