import type { Browser, Locator, Page } from "playwright-core";
import { expect, vi } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { buildRulerPhantom } from "../../src/testing/ruler-phantom.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

export const phantom = buildRulerPhantom("measure phantom");
/** [between rows, between columns] of the phantom. */
const spacing = [1.25, 1] as const;

export type Point = readonly [number, number];

export function numberIn(finding: Finding, meaning: string): number {
  return finding.measurements.find(({ concept }) => concept.meaning === meaning)?.value ?? Number.NaN;
}

/** Mouse and keys over one viewport of the phantom; points are CSS pixels of the picture. What is there once it is opened is read anew each time. */
export function measuringHand() {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[] = [];
  let cell: Locator;
  let box: { readonly x: number; readonly y: number };

  const findings = async () =>
    (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${phantom.studyInstanceUid}/findings`)).findings;
  /** The latest of so many. */
  const newest = (count: number) =>
    vi.waitFor(async () => {
      const all = await findings();
      expect(all).toHaveLength(count);
      return all.at(-1) as Finding;
    });
  /** Millimetres on the slice of a point of the picture. */
  const mmAt = async ([x, y]: Point): Promise<Point> => {
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = ((await cell.getAttribute("data-view-from-pixel")) ?? "")
      .split(" ")
      .map(Number);
    const determinant = a * d - b * c;
    const [column, row] = [(d * (x - e) - c * (y - f)) / determinant, (a * (y - f) - b * (x - e)) / determinant];
    return [column * spacing[1], row * spacing[0]];
  };
  const between = async (a: Point, b: Point) => {
    const [from, to] = [await mmAt(a), await mmAt(b)];
    return Math.hypot(to[0] - from[0], to[1] - from[1]);
  };
  const move = ([x, y]: Point) => page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  const click = async (point: Point) => {
    await move(point);
    await page.mouse.down();
    await page.mouse.up();
  };
  const drag = async (points: readonly Point[]) => {
    await move(points[0] as Point);
    await page.mouse.down();
    for (const point of points.slice(1)) await move(point);
    await page.mouse.up();
  };
  const tool = async (name: string) => {
    await page.getByTestId("toolbar-measure").click();
    await page.getByTestId(`menu-tool-${name}`).click();
  };
  const labelOf = (finding: Finding) => cell.locator(`[data-finding-id="${finding.id}"] .mark-label`);
  const show = async () => {
    cell = await waitReady(page, "cell-0");
    const found = await cell.boundingBox();
    if (found === null) throw new Error("The viewport is not on the screen.");
    box = { x: Math.ceil(found.x), y: Math.ceil(found.y) };
  };

  return {
    ...{ findings, newest, between, move, click, drag, tool, labelOf, show },
    get workstation() {
      return workstation;
    },
    get page() {
      return page;
    },
    get cell() {
      return cell;
    },
    get box() {
      return box;
    },
    get complaints() {
      return complaints;
    },
    async open() {
      workstation = await serveFiles(phantom.files);
      browser = await openBrowser();
      ({ page, complaints } = await openPage(browser, workstation.url));
      await page.goto(`${workstation.origin}/#/study/${phantom.studyInstanceUid}`);
      await show();
    },
    async close() {
      await browser?.close();
      await workstation?.stop();
    },
  };
}
