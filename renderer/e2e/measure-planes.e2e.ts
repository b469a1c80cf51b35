import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildRulerPhantom } from "../../src/testing/ruler-phantom.ts";
import { numberOf, picture, waitReady } from "./screen.ts";
import { type OpenedPage, openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const phantom = buildRulerPhantom("measure planes phantom");
const patient = { timeout: 30_000 };

type Point = readonly [number, number];

/** A plane of the phantom: what a pixel of it is in millimetres, [along its columns, along its rows]. */
interface PlaneOf {
  readonly cellId: string;
  readonly mm: Point;
}
const sagittal: PlaneOf = { cellId: "cell-1", mm: [1.25, 2] };
const coronal: PlaneOf = { cellId: "cell-2", mm: [1, 2] };

/** Mouse, finger and pen on planes through a block in air, -1000 and 1000 HU, whose edges lie at known millimetres. */
describe.skipIf(!hasTool("chromium"))("measuring on planes and slabs", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let opened: OpenedPage;
  let page: Page;

  const findings = async () =>
    (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${phantom.studyInstanceUid}/findings`)).findings;
  const newest = async (count: number) =>
    vi.waitFor(async () => {
      const all = await findings();
      expect(all).toHaveLength(count);
      return all.at(-1) as Finding;
    }, patient);
  const numberIn = (finding: Finding | undefined, meaning: string) =>
    finding?.measurements.find(({ concept }) => concept.meaning === meaning)?.value ?? Number.NaN;
  /** Where a pixel of a plane is in the window. */
  const placeOf = async ({ cellId }: Pick<PlaneOf, "cellId">, [column, row]: Point): Promise<Point> => {
    const cell = picture(page, cellId);
    const affine = ((await cell.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number);
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = affine;
    const box = await cell.boundingBox();
    return [(box?.x ?? 0) + a * column + c * row + e, (box?.y ?? 0) + b * column + d * row + f];
  };
  const drag = async (plane: PlaneOf, from: Point, to: Point) => {
    const [a, b] = [await placeOf(plane, from), await placeOf(plane, to)];
    await page.mouse.move(...a);
    await page.mouse.down();
    await page.mouse.move(...b, { steps: 6 });
    await page.mouse.up();
  };
  const tool = async (name: string) => {
    await page.getByTestId("toolbar-measure").click();
    await page.getByTestId(`menu-tool-${name}`).click();
  };
  const markOf = (cellId: string, { id }: Pick<Finding, "id">) => picture(page, cellId).locator(`[data-finding-id="${id}"]`);
  const labelOf = (cellId: string, finding: Finding): Locator => markOf(cellId, finding).locator(".mark-label");
  const show = async () => {
    for (const id of ["cell-0", "cell-1", "cell-2"]) {
      const cell = await waitReady(page, id);
      await vi.waitFor(async () => expect(await numberOf(cell, "data-frames-loaded")).toBe(80), patient);
    }
  };

  beforeAll(async () => {
    workstation = await serveFiles(phantom.files);
    browser = await openBrowser();
    opened = await openPage(browser, workstation.url);
    page = opened.page;
    await page.goto(`${workstation.origin}/#/study/${phantom.studyInstanceUid}`);
    await waitReady(page, "cell-0");
    await page.keyboard.press("Alt+2");
    await show();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it.each([
    ["sagittal", sagittal, [40, 35], [100, 60]],
    ["coronal", coronal, [60, 45], [140, 30]],
  ] as const)("lays a length on a %s plane in the patient's millimetres", async (name, plane, from, to) => {
    await tool("length");
    const before = (await findings()).length;
    await drag(plane, from, to);
    const finding = await newest(before + 1);
    const expected = Math.hypot((to[0] - from[0]) * plane.mm[0], (to[1] - from[1]) * plane.mm[1]);
    // The pointer goes by whole pixels of the screen.
    expect(Math.abs(numberIn(finding, "Length") - expected)).toBeLessThan(0.6);
    const { geometry, caveats } = finding;
    const through = name === "sagittal" ? 0 : 1;
    const depths = geometry.kind === "length" ? geometry.pointsPatient.map((point) => point[through]) : [];
    expect(depths[0]).toBeCloseTo(depths[1] ?? Number.NaN, 4);
    expect(caveats).toEqual([]);
    await vi.waitFor(async () =>
      expect(await labelOf(plane.cellId, finding).textContent()).toBe(`${numberIn(finding, "Length").toFixed(1)} mm`),
    );
  });

  it("moves one end of it on the plane, and leaves it in the plane", async () => {
    const [before] = (await findings()) as [Finding];
    const depth = (finding: Finding) =>
      finding.geometry.kind === "length" ? finding.geometry.pointsPatient.map(([x]) => x) : [];
    await labelOf("cell-1", before).click({ force: true });
    await vi.waitFor(async () => expect(await markOf("cell-1", before).getAttribute("data-selected")).toBe("true"));
    await drag(sagittal, [100, 60], [120, 60]);
    const after = await vi.waitFor(async () => {
      const [finding] = await findings();
      expect(numberIn(finding, "Length")).toBeGreaterThan(numberIn(before, "Length") + 10);
      return finding as Finding;
    }, patient);
    const expected = Math.hypot(80 * 1.25, 25 * 2);
    expect(Math.abs(numberIn(after, "Length") - expected)).toBeLessThan(0.8);
    expect(depth(after)).toEqual(depth(before));
    expect(after.id).toBe(before.id);
    await page.keyboard.press("Control+z");
    await page.getByText(/Undone: reshape length M1/).waitFor();
    await vi.waitFor(async () => expect((await findings())[0]?.geometry).toEqual(before.geometry), patient);
  });

  it("counts the values of a region on a plane", async () => {
    await tool("rectangle");
    // Of its 40 columns 20 lie in the block, which begins with column 50.
    await drag(coronal, [29.5, 45.5], [69.5, 55.5]);
    const region = await newest(3);
    expect(Math.abs(numberIn(region, "Mean Attenuation Coefficient"))).toBeLessThan(60);
    expect(numberIn(region, "Minimum Attenuation Coefficient")).toBe(-1000);
    expect(numberIn(region, "Maximum Attenuation Coefficient")).toBe(1000);
    expect(Math.abs(numberIn(region, "Area") - 40 * 10 * 2)).toBeLessThan(25);
    expect(region.caveats).toEqual([]);
  });

  it("shows it on the axial slice that its plane goes through, where it cannot be pulled", async () => {
    const region = (await findings()).at(-1) as Finding;
    await page.keyboard.press("Escape");
    const crossing = markOf("cell-0", region);
    // The axial plane lies at slice 39, the region spans those from 24 to 34 (feet are below).
    const rows = region.geometry.kind === "polygon" ? region.geometry.pointsPatient.map(([, , z]) => z / 2) : [];
    const middle = Math.round((Math.min(...rows) + Math.max(...rows)) / 2);
    const axial = picture(page, "cell-0");
    const box = await axial.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + 300);
    for (let tries = 0; tries < 60 && (await numberOf(axial, "data-slice-index")) !== middle; tries++) {
      const now = await numberOf(axial, "data-slice-index");
      await page.mouse.wheel(0, now < middle ? 100 : -100);
      await vi.waitFor(async () => expect(await numberOf(axial, "data-slice-index")).not.toBe(now));
    }
    await vi.waitFor(async () => expect(await crossing.getAttribute("data-crossing")).toBe("true"), patient);
    const path = (await crossing.locator(".mark-aid").getAttribute("d")) ?? "";
    const [left = Number.NaN, , right = Number.NaN] = path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    const [from] = await placeOf({ cellId: "cell-0" }, [29.5, 0]);
    const [to] = await placeOf({ cellId: "cell-0" }, [69.5, 0]);
    expect(Math.abs(Math.abs(right - left) - Math.abs(to - from))).toBeLessThan(3);
    expect(await crossing.locator(".mark-handle").count()).toBe(0);
  });

  it("marks the values of a region on a slab, before and after a reload", async () => {
    await page.getByTestId("slab-menu-cell-2").click();
    await page.getByRole("button", { name: "MIP", exact: true }).click();
    await page.keyboard.press("Escape");
    const cell = picture(page, "cell-2");
    await vi.waitFor(async () => expect(await cell.getAttribute("data-slab")).toBe("MIP"), patient);
    expect(await numberOf(cell, "data-slab-planes")).toBeGreaterThan(1);
    await tool("ellipse");
    await drag(coronal, [120, 47], [146, 57]);
    const region = await newest(4);
    expect(region.caveats).toEqual(["slab"]);
    expect(numberIn(region, "Mean Attenuation Coefficient")).toBe(1000);
    await tool("length");
    await drag(coronal, [80, 62], [120, 62]);
    const line = await newest(5);
    expect(line.caveats).toEqual([]);
    const words = async () => (await labelOf("cell-2", region).textContent()) ?? "";
    await vi.waitFor(async () => expect(await words()).toContain("⚠ slab"));
    const said = await words();
    await page.reload();
    await show();
    await vi.waitFor(async () => expect(await words()).toBe(said), patient);
    expect((await findings()).find(({ id }) => id === region.id)?.caveats).toEqual(["slab"]);
  });

  it("lays a length with one finger, and moves its end with a pen", async () => {
    await tool("length");
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 5 });
    const [a, b] = [await placeOf(sagittal, [60, 50]), await placeOf(sagittal, [110, 50])];
    await finger(cdp, [a, [a[0] + 30, a[1]], b]);
    const finding = await newest(6);
    expect(Math.abs(numberIn(finding, "Length") - 50 * 1.25)).toBeLessThan(0.8);
    // The host has it before the screen does: a pen that came first would begin another one.
    const mark = markOf("cell-1", finding);
    await vi.waitFor(async () => expect(await mark.locator("[data-handle]").count()).toBe(2), patient);
    await pen(cdp, [b, [b[0] + 12, b[1]], await placeOf(sagittal, [130, 50])]);
    await vi.waitFor(
      async () =>
        expect(
          Math.abs(
            numberIn(
              (await findings()).find(({ id }) => id === finding.id),
              "Length",
            ) -
              70 * 1.25,
          ),
        ).toBeLessThan(1),
      patient,
    );
    expect(await findings()).toHaveLength(6);
    await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: false });
    expect(opened.complaints).toEqual([]);
  });
});

/** One finger goes down, through the places, and up. */
async function finger(cdp: CDPSession, places: readonly Point[]): Promise<void> {
  for (const [at, [x, y]] of places.entries()) {
    await cdp.send("Input.dispatchTouchEvent", { type: at === 0 ? "touchStart" : "touchMove", touchPoints: [{ x, y }] });
  }
  await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

async function pen(cdp: CDPSession, places: readonly Point[]): Promise<void> {
  const common = { button: "left", clickCount: 1, pointerType: "pen", force: 0.5 } as const;
  const [first, last] = [places[0] as Point, places.at(-1) as Point];
  await cdp.send("Input.dispatchMouseEvent", { ...common, type: "mousePressed", x: first[0], y: first[1], buttons: 1 });
  for (const [x, y] of places.slice(1)) {
    await cdp.send("Input.dispatchMouseEvent", { ...common, type: "mouseMoved", x, y, buttons: 1 });
  }
  await cdp.send("Input.dispatchMouseEvent", { ...common, type: "mouseReleased", x: last[0], y: last[1] });
}
