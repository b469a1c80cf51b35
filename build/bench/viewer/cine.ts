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
const framesPerSecond = 30;
const seconds = 10;

/** Cine of 512 x 512 x 200 at 30 frames a second: what came on the screen in ten seconds after the first loop, counted from outside. */
export async function benchCine(rounds: number): Promise<readonly Row[]> {
  const name = "bench cine ct";
  const folder = mkdtempSync(join(tmpdir(), "bench-cine-"));
  await writeCtSeries(join(folder, "ct"), slices, name);
  const workstation = await servedWith(join(folder, "archive"), join(folder, "ct"));
  const shown: number[] = [];
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
      await page.waitForTimeout((slices / framesPerSecond) * 1000 + 1000);
      const indices = await page.evaluate(
        (span) =>
          new Promise<number[]>((resolve) => {
            const picture = document.querySelector<HTMLElement>(".viewport-picture") as HTMLElement;
            const seen: number[] = [];
            const observer = new MutationObserver(() => seen.push(Number(picture.dataset.sliceIndex)));
            observer.observe(picture, { attributeFilter: ["data-slice-index"] });
            setTimeout(() => {
              observer.disconnect();
              resolve(seen);
            }, span);
          }),
        seconds * 1000,
      );
      shown.push(indices.length / seconds);
      skipped.push(indices.filter((index, at) => at > 0 && index !== ((indices[at - 1] as number) + 1) % slices).length);
      await browser.close();
    }
  } finally {
    await workstation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    row("cine of 512 x 512 x 200, frames shown a second", median(shown), "1/s"),
    row(
      "  frames wanted but not shown in ten seconds",
      Math.max(0, Math.round(seconds * (framesPerSecond - median(shown)))),
      "frames",
      {
        atMost: 0,
      },
    ),
    row("  images skipped", median(skipped), "images", { atMost: 0 }),
  ];
}
