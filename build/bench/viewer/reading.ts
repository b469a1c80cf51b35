import type { Page } from "playwright-core";
import type { ServedWorkstation } from "../../../renderer/e2e/workstation.ts";
import { median, type Row, row } from "../row.ts";
import { type FreshBrowser, openFreshBrowser } from "./browser.ts";
import { benchFloor } from "./floor.ts";
import { alongBox, drags, type Frames, framesWhile, ONE_PERIOD_MS, scrolls } from "./motion.ts";
import type { Program } from "./programs.ts";
import { fourPlanes, fourStacks, leaveStudyAs, oneStack, oneVolume, type VolumePreset } from "./views.ts";

/** A series that is open to be read, on the backend that was asked for. */
interface Reading {
  readonly workstation: ServedWorkstation;
  readonly program: Program;
  readonly study: string;
  readonly series: string;
  readonly rounds: number;
}

const seconds = 4;

/** Scrolling, windowing and dragging planes on either backend, a volume under the hand, cine. */
export async function benchReading(reading: Reading, peer: Program | undefined): Promise<readonly Row[]> {
  const floor = await benchFloor(reading.rounds, seconds);
  return [...floor, ...(await benchHands(reading)), ...(await benchScrollBeside(reading, peer))];
}

async function benchHands(reading: Reading): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const hands = { scroll: fourStacks, window: fourStacks, "MPR crosshair": fourPlanes } as const;
  for (const [hand, view] of Object.entries(hands)) {
    await leaveStudyAs(reading.workstation, reading.study, view(reading.series));
    const frames: Record<"cpu" | "gpu", Frames[]> = { cpu: [], gpu: [] };
    for (let round = 0; round < reading.rounds; round += 1) {
      for (const backend of ["cpu", "gpu"] as const) {
        await chooseBackend(reading.workstation, backend);
        frames[backend].push(await inBrowser(reading.program, (browser) => moveHand(browser.page, hand)));
      }
    }
    await chooseBackend(reading.workstation, "auto");
    const middle = (backend: "cpu" | "gpu", key: keyof Frames) => median(frames[backend].map((one) => one[key]));
    rows.push(
      row(`${hand} in 2 x 2, CPU backend, p95 of the page's work in a frame`, middle("cpu", "workP95"), "ms", {
        peer: { name: "GPU backend", value: middle("gpu", "workP95") },
        atMost: 16.7,
      }),
      row("  p95 from frame to frame", middle("cpu", "intervalP95"), "ms", {
        peer: { name: "GPU backend", value: middle("gpu", "intervalP95") },
        atMost: ONE_PERIOD_MS,
      }),
      row("  frames later than one and a half display periods", 100 * middle("cpu", "lateShare"), "%", {
        peer: { name: "GPU backend", value: 100 * middle("gpu", "lateShare") },
      }),
    );
  }
  return rows;
}

async function moveHand(page: Page, hand: string): Promise<Frames> {
  const box = await firstCell(page, 4);
  await page.mouse.move(...alongBox(box, 0));
  if (hand === "scroll") return framesWhile(page, seconds, scrolls(page));
  if (hand === "MPR crosshair") await page.keyboard.down("Control");
  return framesWhile(page, seconds, await drags(page, box));
}

/** The same wheel over one stack here and in OHIF. */
async function benchScrollBeside(
  { workstation, program, study, series, rounds }: Reading,
  peer: Program | undefined,
): Promise<Row[]> {
  await leaveStudyAs(workstation, study, oneStack(series));
  const ours: Frames[] = [];
  const theirs: Frames[] = [];
  const scroll = async ({ page }: FreshBrowser, isOurs: boolean) => {
    const box = isOurs ? await firstCell(page, 1) : await ohifCell(page);
    await page.mouse.move(...alongBox(box, 0));
    return framesWhile(page, seconds, scrolls(page));
  };
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await inBrowser(program, (browser) => scroll(browser, true)));
    if (peer !== undefined) theirs.push(await inBrowser(peer, (browser) => scroll(browser, false)));
  }
  const middle = (frames: readonly Frames[], key: keyof Frames) => median(frames.map((one) => one[key]));
  const line = (name: string, key: keyof Frames, unit: string, factor = 1) =>
    row(name, factor * middle(ours, key), unit, {
      ...(peer === undefined ? {} : { peer: { name: peer.name, value: factor * middle(theirs, key) } }),
    });
  return [
    line("scroll of one stack, p95 from frame to frame", "intervalP95", "ms"),
    line("  p95 of the page's work in a frame", "workP95", "ms"),
    line("  late frames", "lateShare", "%", 100),
  ];
}

const presets: readonly VolumePreset[] = ["bone", "lung", "airways", "vessels", "skin", "soft-tissue", "mip", "minip"];

/** A volume turned by the hand, and then at rest, with every preset: the worst frame rate is not that of the one a reader sees first. */
export async function benchVolume(reading: Reading): Promise<Row[]> {
  const rows: Row[] = [];
  for (const preset of presets) rows.push(...(await benchPreset(reading, preset)));
  return rows;
}

async function benchPreset({ workstation, program, study, series, rounds }: Reading, preset: VolumePreset): Promise<Row[]> {
  await leaveStudyAs(workstation, study, oneVolume(series, preset));
  const turning: number[] = [];
  const full: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await inBrowser(program, async ({ page }) => {
      const picture = page.locator(".viewport-picture").first();
      await waitFull(page);
      const box = await picture.boundingBox();
      if (box === null) throw new Error("The volume is not on the screen.");
      const frames = await framesWhile(page, seconds, await drags(page, box));
      turning.push(frames.intervalP95);
      const released = performance.now();
      await page.mouse.up();
      await page.waitForFunction(() => document.querySelector<HTMLElement>(".viewport-picture")?.dataset.quality !== "full");
      await waitFull(page);
      full.push((performance.now() - released) / 1000);
    });
  }
  return [
    row(`volume of 512 x 512 x 275, ${preset}, while it is turned, p95 from frame to frame`, median(turning), "ms", {
      atMost: 100,
    }),
    row("  from the hand's rest to full resolution", median(full), "s", { atMost: 2 }),
  ];
}

async function waitFull(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const data = document.querySelector<HTMLElement>(".viewport-picture")?.dataset;
      return data?.state === "ready" && data.quality === "full" && data.framesLoaded === data.frameCount;
    },
    undefined,
    { timeout: 120_000 },
  );
}

async function firstCell(page: Page, cells: number): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.waitForFunction(
    (count) => {
      const pictures = [...document.querySelectorAll<HTMLElement>(".viewport-picture")];
      return (
        pictures.length === count &&
        pictures.every(({ dataset }) => dataset.state === "ready" && dataset.framesLoaded === dataset.frameCount)
      );
    },
    cells,
    { timeout: 120_000 },
  );
  const box = await page.locator(".viewport-picture").first().boundingBox();
  if (box === null) throw new Error("No viewport is on the screen.");
  return box;
}

async function ohifCell(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.waitForFunction(() => window.hounsfieldProbe.painted.length > 0, undefined, { timeout: 120_000, polling: "raf" });
  // Its slices come in by themselves; what is measured is the hand, not the network.
  await page.waitForLoadState("networkidle", { timeout: 120_000 });
  const skip = page.getByText("Skip all");
  if (await skip.isVisible()) await skip.click();
  const box = await page.locator("canvas.cornerstone-canvas").first().boundingBox();
  if (box === null) throw new Error("OHIF shows no viewport.");
  return box;
}

async function inBrowser<T>(program: Program, work: (browser: FreshBrowser) => Promise<T>): Promise<T> {
  const browser = await openFreshBrowser(program.headers);
  try {
    await browser.page.goto(program.studyUrl, { waitUntil: "commit" });
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** Which painter draws slices; "auto" leaves it to the device profile. */
async function chooseBackend(workstation: ServedWorkstation, backend: "auto" | "cpu" | "gpu"): Promise<void> {
  const { "device-profile": profile } = await workstation.ask<{ "device-profile": object }>("/api/preferences");
  await workstation.ask("/api/preferences/device-profile", {
    method: "PUT",
    body: JSON.stringify({ ...profile, backend }),
  });
}
