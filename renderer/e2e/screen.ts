import type { Locator, Page } from "playwright-core";

/** The picture of the cell with this id, e.g. "cell-0". */
export function picture(page: Page, cellId: string): Locator {
  return page.locator(`[data-cell-id="${cellId}"] .viewport-picture`);
}

export async function waitReady(page: Page, cellId: string, timeout = 90_000): Promise<Locator> {
  const found = picture(page, cellId);
  await page.locator(`[data-cell-id="${cellId}"] .viewport-picture[data-state="ready"]`).waitFor({ timeout });
  return found;
}

export async function numberOf(element: Locator, attribute: string): Promise<number> {
  return Number(await element.getAttribute(attribute));
}

/** Where the centre of an image pixel is in a cell. */
export async function viewPoint(cell: Locator, column: number, row: number): Promise<readonly [number, number]> {
  const [a, b, c, d, e, f] = ((await cell.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number) as number[];
  return [
    (a as number) * column + (c as number) * row + (e as number),
    (b as number) * column + (d as number) * row + (f as number),
  ];
}

/** Waits until an attribute is no longer what it was, and gives the new value. */
export async function changed(element: Locator, attribute: string, before: string | null): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const now = await element.getAttribute(attribute);
    if (now !== null && now !== before) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${attribute} stayed ${before}.`);
}

/** Presses, moves in steps as a hand does, releases; positions are relative to the element's top left corner. */
export async function drag(
  page: Page,
  element: Locator,
  from: readonly [number, number],
  to: readonly [number, number],
  button: "left" | "middle" | "right" = "left",
): Promise<void> {
  const box = await element.boundingBox();
  if (!box) throw new Error("The element is not on the screen.");
  await page.mouse.move(box.x + from[0], box.y + from[1]);
  await page.mouse.down({ button });
  await page.mouse.move(box.x + to[0], box.y + to[1], { steps: 12 });
  await page.mouse.up({ button });
}
