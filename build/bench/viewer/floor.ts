import { median, type Row, row } from "../row.ts";
import { openFreshBrowser } from "./browser.ts";
import { type Frames, framesWhile, scrolls } from "./motion.ts";

/** What a view of four takes of the screen beside the panels. */
const cell = { width: 511, height: 477 } as const;

/**
 * What this Chromium takes on this computer for four new pictures of 512 x 512 in a frame and nothing else: no values looked up, no words, no
 * program. No viewer that draws them by itself is quicker.
 */
export async function benchFloor(rounds: number, seconds: number): Promise<readonly Row[]> {
  const frames: Frames[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const browser = await openFreshBrowser();
    try {
      const { page } = browser;
      await page.goto("about:blank");
      await page.evaluate(putFour, cell);
      await page.mouse.move(cell.width / 2, cell.height / 2);
      frames.push(await framesWhile(page, seconds, scrolls(page)));
    } finally {
      await browser.close();
    }
  }
  const middle = (key: keyof Frames) => median(frames.map((one) => one[key]));
  return [
    row("four canvases of 512 x 512 filled anew and nothing else, p95 of the page's work in a frame", middle("workP95"), "ms"),
    row("  p95 from frame to frame", middle("intervalP95"), "ms"),
    row("  late frames", 100 * middle("lateShare"), "%"),
  ];
}

/** Runs in the page. */
function putFour({ width, height }: { readonly width: number; readonly height: number }): void {
  const side = 512;
  document.body.style.cssText = "margin:0;background:#000;overflow:hidden";
  const image = new ImageData(side, side);
  const words = new Uint32Array(image.data.buffer);
  const contexts = [0, 1, 2, 3].map((at) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const place = `left:${(at % 2) * (width + 1)}px;top:${Math.floor(at / 2) * (height + 1)}px`;
    canvas.style.cssText = `position:absolute;${place};transform-origin:0 0;transform:scale(${height / side})`;
    document.body.append(canvas);
    return canvas.getContext("2d", { alpha: false });
  });
  let round = 0;
  const draw = () => {
    round += 1;
    words.fill(0xff000000 | ((round & 0xff) * 0x010101));
    for (const context of contexts) context?.putImageData(image, 0, 0);
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
}
