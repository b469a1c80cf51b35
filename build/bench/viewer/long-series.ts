import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seriesUidOf, studyUidOf, writeCtSeries } from "../ct-series.ts";
import { median, type Row, row } from "../row.ts";
import { openFreshBrowser } from "./browser.ts";
import { alongBox, framesWhile, ONE_PERIOD_MS, scrolls } from "./motion.ts";
import { hounsfield } from "./programs.ts";
import { servedWith } from "./served.ts";
import { leaveStudyAs, oneStack } from "./views.ts";

/** A CT of 2,000 slices (1 GB): its first image, the hand on it at once, and what the renderer holds in the end. */
export async function benchLongSeries(rounds: number): Promise<readonly Row[]> {
  const name = "bench long ct";
  const slices = 2000;
  const folder = mkdtempSync(join(tmpdir(), "bench-long-"));
  await writeCtSeries(join(folder, "ct"), slices, name);
  const workstation = await servedWith(join(folder, "archive"), join(folder, "ct"));
  rmSync(join(folder, "ct"), { recursive: true });
  const first: number[] = [];
  const late: number[] = [];
  const work: number[] = [];
  const memory: number[] = [];
  try {
    await leaveStudyAs(workstation, studyUidOf(name), oneStack(seriesUidOf(name)));
    const program = hounsfield(workstation, studyUidOf(name));
    for (let round = 0; round < rounds; round += 1) {
      const browser = await openFreshBrowser(program.headers);
      const { page } = browser;
      await page.goto(program.worklistUrl);
      await program.worklistReady(page);
      await program.openFromWorklist(page);
      const painted = await page.waitForFunction(() => window.hounsfieldProbe.painted[0], undefined, {
        timeout: 60_000,
        polling: "raf",
      });
      const clicked = await page.evaluate(() => window.hounsfieldProbe.lastClick);
      first.push((((await painted.jsonValue()) as number) - clicked) / 1000);
      const box = await page.locator(".viewport-picture").first().boundingBox();
      if (box === null) throw new Error("The series is not on the screen.");
      await page.mouse.move(...alongBox(box, 0));
      const frames = await framesWhile(page, 3, scrolls(page));
      late.push(frames.intervalP95);
      work.push(frames.workP95);
      await page.waitForFunction(
        () => {
          const data = document.querySelector<HTMLElement>(".viewport-picture")?.dataset;
          return data?.framesLoaded === data?.frameCount || data?.prefetch === "done";
        },
        undefined,
        { timeout: 180_000 },
      );
      memory.push(browser.memoryMiB());
      await browser.close();
    }
  } finally {
    await workstation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const mebibytes = (slices * 512 * 512 * 2) / 1024 ** 2;
  return [
    row("first image of a CT of 2,000 slices, opened from the worklist", median(first), "s", { atMost: 1 }),
    row("  scrolled at once, p95 from frame to frame", median(late), "ms", { atMost: ONE_PERIOD_MS }),
    row("  p95 of the page's work in a frame then", median(work), "ms", { atMost: 16.7 }),
    row("  renderer and GPU memory when all slices have come", median(memory), "MiB", { atMost: 2.5 * mebibytes }),
  ];
}
