import { median, type Row, row } from "../row.ts";
import { type FreshBrowser, openFreshBrowser } from "./browser.ts";
import type { Program } from "./programs.ts";
import { openQuietBrowser } from "./quiet-browser.ts";

/** One program's share of a round: seconds and MiB. */
interface Opening {
  readonly cold: number;
  readonly warm: number;
  readonly mpr: number;
  readonly memory: number;
}

/** A program with how to make its server forget what it has read. */
export interface Side {
  readonly program: () => Program;
  /** `wanted`: what the study's address opens next. */
  readonly restart: (wanted: "stack" | "planes") => Promise<void>;
}

/** First image and planes of a study, both programs turn by turn, each time in a browser and beside a server that know nothing yet. */
export async function benchOpenings(ours: Side, peer: Side | undefined, rounds: number): Promise<readonly Row[]> {
  const times: Record<"ours" | "peer", Opening[]> = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(await openOnce(ours));
    if (peer !== undefined) times.peer.push(await openOnce(peer));
  }
  const line = (name: string, key: keyof Opening, unit: string, ratioAtMost: number) => {
    const middle = (side: "ours" | "peer") => median(times[side].map((opening) => opening[key]));
    const options = peer === undefined ? {} : { peer: { name: peer.program().name, value: middle("peer") } };
    return row(name, middle("ours"), unit, { ...options, ratioAtMost });
  };
  const empty = await emptyBrowserMiB();
  const above = (side: "ours" | "peer") => median(times[side].map(({ memory }) => memory)) - empty;
  return [
    line("first image, address opened in a new browser", "cold", "s", 0.4),
    line("first image, study opened from the worklist", "warm", "s", 0.4),
    line("three planes of 512 x 512 x 275, complete, address opened in a new browser", "mpr", "s", 0.4),
    line("  renderer and GPU memory then", "memory", "MiB", 0.5),
    row("  of it above the same browser with an empty page", above("ours"), "MiB", {
      ...(peer === undefined ? {} : { peer: { name: peer.program().name, value: above("peer") } }),
    }),
    row("  that browser with an empty page", empty, "MiB"),
  ];
}

async function openOnce(side: Side): Promise<Opening> {
  await side.restart("stack");
  const cold = await inBrowser(side, async ({ page }, program) => {
    const started = Date.now();
    await page.goto(program.studyUrl, { waitUntil: "commit" });
    return (await firstPicture(page)) - started;
  });
  await side.restart("stack");
  const warm = await inBrowser(side, async ({ page }, program) => {
    await page.goto(program.worklistUrl);
    await program.worklistReady(page);
    const before = await page.evaluate(() => window.hounsfieldProbe.painted.length);
    if (before > 0) throw new Error("The worklist of a program already shows a large picture.");
    await program.openFromWorklist(page);
    // From when the second click ends: the page itself notes it, for what a driver sends takes its time to arrive.
    const released = await page.evaluate(() => window.hounsfieldProbe.lastClick);
    return (await firstPicture(page)) - released;
  });
  await side.restart("planes");
  const mpr = await inBrowser(side, async ({ page, context }, program) => {
    const started = Date.now();
    await page.goto(program.mprUrl, { waitUntil: "commit" });
    await until(context, page, program.mprComplete);
    await page.waitForFunction(() => window.hounsfieldProbe.painted.length >= 3, undefined, { polling: "raf" });
    return Date.now() - started;
  });
  const program = side.program();
  const quiet = await openQuietBrowser(program.cookie);
  let memory: number;
  try {
    await quiet.open(program.mprUrl);
    await quiet.until(program.mprComplete);
    // What is given back only after a while is not held against anyone.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    memory = quiet.memoryMiB();
  } finally {
    await quiet.close();
  }
  return { cold: cold / 1000, warm: warm / 1000, mpr: mpr / 1000, memory };
}

/** What every program's share of memory starts from: the processes that a browser has before it shows anything. */
async function emptyBrowserMiB(): Promise<number> {
  const quiet = await openQuietBrowser();
  try {
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    return quiet.memoryMiB();
  } finally {
    await quiet.close();
  }
}

/** Asks past the page's own rules on scripts, which forbid expressions in text. */
async function until(context: FreshBrowser["context"], page: FreshBrowser["page"], expression: string): Promise<void> {
  const session = await context.newCDPSession(page);
  for (const started = Date.now(); Date.now() - started < 180_000; ) {
    const { result } = await session.send("Runtime.evaluate", { expression, returnByValue: true });
    if (result.value === true) return;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error("The planes were not complete within three minutes.");
}

async function firstPicture(page: FreshBrowser["page"]): Promise<number> {
  const handle = await page.waitForFunction(() => window.hounsfieldProbe.painted[0], undefined, {
    timeout: 120_000,
    polling: "raf",
  });
  return (await handle.jsonValue()) as number;
}

async function inBrowser<T>(side: Side, work: (browser: FreshBrowser, program: Program) => Promise<T>): Promise<T> {
  const program = side.program();
  const browser = await openFreshBrowser(program.headers);
  try {
    return await work(browser, program);
  } finally {
    await browser.close();
  }
}
