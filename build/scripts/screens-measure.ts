import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";
import type { ServedWorkstation } from "../../renderer/e2e/workstation.ts";
import { openAnew } from "./screens-open.ts";

type Share = readonly [number, number];

/** Presses of the hand for each tool, as shares of the picture's width and height; `drag` holds the button between each two. */
const drawings: readonly {
  readonly tool: string;
  readonly drag: boolean;
  readonly at: readonly Share[];
  readonly words?: string;
}[] = [
  {
    tool: "length",
    drag: true,
    at: [
      [0.12, 0.16],
      [0.26, 0.2],
    ],
  },
  {
    tool: "bidirectional",
    drag: true,
    at: [
      [0.14, 0.32],
      [0.26, 0.32],
      [0.18, 0.29],
      [0.2, 0.36],
    ],
  },
  {
    tool: "angle",
    drag: false,
    at: [
      [0.12, 0.54],
      [0.18, 0.46],
      [0.26, 0.46],
    ],
  },
  {
    tool: "cobb",
    drag: true,
    at: [
      [0.12, 0.64],
      [0.24, 0.66],
      [0.12, 0.78],
      [0.24, 0.73],
    ],
  },
  {
    tool: "ellipse",
    drag: true,
    at: [
      [0.36, 0.14],
      [0.47, 0.24],
    ],
  },
  {
    tool: "circle",
    drag: true,
    at: [
      [0.42, 0.4],
      [0.46, 0.4],
    ],
  },
  {
    tool: "rectangle",
    drag: true,
    at: [
      [0.36, 0.54],
      [0.46, 0.64],
    ],
  },
  {
    tool: "arrow",
    drag: true,
    at: [
      [0.6, 0.16],
      [0.66, 0.24],
    ],
    words: "1",
  },
  { tool: "probe", drag: false, at: [[0.62, 0.4]] },
  { tool: "text", drag: false, at: [[0.58, 0.52]], words: "2" },
];

/** Pictures of all kinds of measurement with their labels, of what asks for points in words, and of the labels of a spine. */
export async function shootMeasure(
  page: Page,
  workstation: ServedWorkstation,
  study: string,
  shoot: (name: string) => Promise<void>,
): Promise<void> {
  await openAnew(page, workstation, study);
  const cell = await waitReady(page, "cell-0");
  const box = await cell.boundingBox();
  if (box === null) return;
  const move = ([x, y]: Share) => page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 3 });
  const choose = async (tool: string) => {
    await page.getByTestId("toolbar-measure").click();
    await page.getByTestId(`menu-tool-${tool}`).click();
  };
  const press = async (points: readonly Share[]) => {
    await move(points[0] as Share);
    await page.mouse.down();
    for (const point of points.slice(1)) await move(point);
    await page.mouse.up();
  };
  for (const { tool, drag, at, words } of drawings) {
    await choose(tool);
    const step = drag ? 2 : 1;
    for (let from = 0; from < at.length; from += step) await press(at.slice(from, from + step));
    if (words === undefined) continue;
    await page.getByTestId("measure-words").fill(words);
    await page.keyboard.press("Enter");
  }
  await choose("freehand");
  await press([
    [0.6, 0.62],
    [0.68, 0.6],
    [0.72, 0.66],
    [0.66, 0.71],
    [0.6, 0.68],
    [0.601, 0.622],
  ]);
  for (const [tool, points] of [
    [
      "polyline",
      [
        [0.76, 0.2],
        [0.82, 0.26],
        [0.8, 0.34],
      ],
    ],
    [
      "polygon",
      [
        [0.78, 0.46],
        [0.86, 0.46],
        [0.84, 0.56],
      ],
    ],
  ] as const) {
    await choose(tool);
    for (const point of points) await press([point]);
    await page.keyboard.press("Enter");
  }
  await page.keyboard.press("Escape");
  await shoot("measure-kinds");
  await choose("cardiothoracic");
  for (const point of [
    [0.5, 0.1],
    [0.5, 0.85],
    [0.42, 0.5],
  ] as const)
    await press([point]);
  await page.getByTestId("drawing-guide").waitFor();
  await shoot("measure-guide");
  await page.keyboard.press("Escape");
  await choose("spine");
  await press([[0.5, 0.72]]);
  await page.locator('[data-line="level"]').first().waitFor();
  await shoot("measure-spine");
  await page.keyboard.press("Escape");
}
