import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

function token(name: string): readonly [number, number, number] {
  const found = new RegExp(`--${name}: #([0-9a-f]{6}|[0-9a-f]{3});`).exec(css)?.[1];
  if (found === undefined) throw new Error(`no colour --${name}`);
  const full = found.length === 3 ? [...found].map((digit) => digit + digit).join("") : found;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as [number, number, number];
}

/** Relative luminance (WCAG 2.2). */
function luminance(name: string): number {
  return luminanceOf(token(name));
}

function luminanceOf(colour: readonly [number, number, number]): number {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ["image-ground", "ground", "panel", "raised", "hover"];
const onSurfaces = (names: readonly string[], grounds = surfaces) =>
  names.flatMap((name) => grounds.map((ground) => [name, ground] as const));

describe("the colours", () => {
  it.each([
    ...onSurfaces(["text", "text-strong", "text-quiet", "accent", "proposed", "accepted", "rejected", "bad", "synthetic"]),
    ...onSurfaces(["text", "text-strong"], ["pressed", "accent-ground", "accent-line"]).filter(([name, ground]) =>
      ground === "accent-line" ? name === "text-strong" : true,
    ),
    ["accent", "accent-ground"],
    ["proposed", "proposed-ground"],
    ["accepted", "accepted-ground"],
    ["bad", "bad-ground"],
    ["synthetic", "synthetic-ground"],
    ["text", "proposed-ground"],
    ["text", "bad-ground"],
    ["on-accent", "accent"],
  ] as const)("%s is read on %s: 4.5 to 1", (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ...onSurfaces(["line-field"], ["ground", "panel", "raised"]),
    ...onSurfaces(["accent"]),
    ...onSurfaces(["text-off"], ["ground", "panel", "raised"]),
  ])("%s is seen on %s: 3 to 1", (edge, ground) => {
    expect(contrast(edge, ground)).toBeGreaterThanOrEqual(3);
  });

  it("are none as bright as the image can be", () => {
    const names = [...css.matchAll(/--([a-z-]+): #/g)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(luminance(name), name).toBeLessThan(0.72);
  });
});

/** Luminance of a ground that lets some of a white image through. */
function groundOnWhite(name: string): number {
  const found = new RegExp(`--${name}: rgb\\((\\d+) (\\d+) (\\d+) / (\\d+)%\\);`).exec(css);
  if (found === null) throw new Error(`no ground --${name}`);
  const [red, green, blue, percent] = found.slice(1).map(Number) as [number, number, number, number];
  const mixed = [red, green, blue].map((value) => (value * percent + 255 * (100 - percent)) / 100);
  return luminanceOf(mixed as [number, number, number]);
}

describe("over a white image", () => {
  const ratio = (name: string, ground: string) => (luminance(name) + 0.05) / (groundOnWhite(ground) + 0.05);
  const words = [
    ...["over", "over-quiet"].map((name) => [name, "plate"] as const),
    ...["proposed", "synthetic", "grave", "accent", "own", "plane-axial-word", "plane-sagittal", "plane-coronal"].map(
      (name) => [name, "plate-of-colours"] as const,
    ),
    ...["text", "text-strong", "text-quiet"].map((name) => [name, "sheet"] as const),
  ];

  it.each(words)("%s is read on %s: 4.5 to 1", (name, ground) => {
    expect(ratio(name, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["accent", "plate"],
    ["reference", "plate"],
    ["over-off", "plate"],
  ] as const)("the sign in %s is seen on %s: 3 to 1", (name, ground) => {
    expect(ratio(name, ground)).toBeGreaterThanOrEqual(3);
  });
});
