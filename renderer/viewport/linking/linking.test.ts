import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, distanceToPlaneMm, dot, type ImagePlane, planeNormal, scale, type Vec3 } from "../../../src/geometry/index.ts";
import { linkOf, offsetOf, shiftMm, shiftOf } from "./hand-links.ts";
import { axisOf, nearestParallel, positionMm } from "./parallel.ts";

const directions: Readonly<Record<"axial" | "sagittal" | "coronal", readonly [Vec3, Vec3]>> = {
  axial: [
    [1, 0, 0],
    [0, 1, 0],
  ],
  sagittal: [
    [0, 1, 0],
    [0, 0, -1],
  ],
  coronal: [
    [1, 0, 0],
    [0, 0, -1],
  ],
};

/** Slices one above the other along the normal, from a distance along it. */
function stack(name: keyof typeof directions, from: number, spacingMm: number, count: number) {
  const [rowDirection, columnDirection] = directions[name];
  const normal = planeNormal({ rowDirection, columnDirection });
  const planes = Array.from({ length: count }, (_, at): ImagePlane => {
    const imagePositionPatient = add(
      add(scale(normal, from + at * spacingMm), scale(rowDirection, -40)),
      scale(columnDirection, -30),
    );
    return { imagePositionPatient, rowDirection, columnDirection, pixelSpacing: [1, 1], rows: 61, columns: 81 };
  });
  return { count, planes, planeAt: (index: number) => planes[index] };
}

describe("scrolling together", () => {
  it("goes to the nearest slice, whatever the spacing", () => {
    const [thin, thick] = [stack("axial", 0, 1, 100), stack("axial", 2, 5, 20)];
    expect(nearestParallel(thick, thin.planes[53] as ImagePlane)).toEqual({ index: 10, awayMm: 1 });
    expect(nearestParallel(thin, thick.planes[10] as ImagePlane)).toEqual({ index: 52, awayMm: 0 });
  });

  it("says how far away the slice lies where there is none", () => {
    expect(nearestParallel(stack("axial", 0, 2, 10), stack("axial", 60, 2, 1).planes[0] as ImagePlane)).toEqual({
      index: 9,
      awayMm: 42,
    });
  });

  it("moves nothing that is not parallel, and picks the parallel ones of a localiser", () => {
    const axial = stack("axial", 0, 4, 10);
    const sagittal = stack("sagittal", 0, 4, 10);
    expect(nearestParallel(sagittal, axial.planes[5] as ImagePlane)).toBeUndefined();
    const localiser = [...sagittal.planes, ...axial.planes, undefined];
    const slices = { count: localiser.length, planeAt: (index: number) => localiser[index] };
    expect(nearestParallel(slices, axial.planes[5] as ImagePlane)).toEqual({ index: 15, awayMm: 0 });
  });

  it("finds no nearer parallel slice than the one it goes to", () => {
    const name = fc.constantFrom("axial", "sagittal", "coronal" as const);
    const place = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        name,
        place,
        place,
        fc.double({ min: 0.3, max: 8, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        place,
        (...args) => {
          const [orientation, from, at, spacing, count, shift] = args;
          const slices = stack(orientation as keyof typeof directions, from, spacing, count);
          const [lead] = stack(orientation as keyof typeof directions, at, 1, 1).planes as [ImagePlane];
          const nearest = nearestParallel(slices, lead, shift);
          const axis = axisOf(lead);
          const wanted = positionMm(lead, axis) + shift;
          const distances = slices.planes.map((plane) => Math.abs(positionMm(plane, axis) - wanted));
          expect(nearest?.awayMm).toBeCloseTo(Math.min(...distances), 6);
          expect(distances[nearest?.index as number]).toBeCloseTo(Math.min(...distances), 6);
        },
      ),
    );
  });
});

describe("a link by hand", () => {
  const now = stack("axial", 0, 1, 200);
  const before = stack("axial", 500, 2.5, 80);
  const lead = { space: "now", plane: now.planes[100] as ImagePlane };
  const prior = { space: "before", plane: before.planes[37] as ImagePlane };
  const link = linkOf(lead, [prior, { space: "before", plane: before.planes[1] as ImagePlane }]);
  const links = link === undefined ? [] : [link];

  it("keeps each space's place once", () => {
    expect(link).toEqual({
      axis: [0, 0, 1],
      places: [
        { space: "now", positionMm: 100 },
        { space: "before", positionMm: 592.5 },
      ],
    });
    expect(linkOf(lead, [{ space: "now", plane: now.planes[3] as ImagePlane }])).toBeUndefined();
    expect(linkOf(lead, [{ space: "other", plane: stack("coronal", 0, 1, 1).planes[0] as ImagePlane }])).toBeUndefined();
  });

  it("says on both sides how far apart they are", () => {
    expect(offsetOf(links, prior)).toEqual({ offsetsMm: [492.5], axis: [0, 0, 1], kind: "spaces", isRestored: false });
    expect(offsetOf(links, lead)).toEqual({ offsetsMm: [-492.5], axis: [0, 0, 1], kind: "spaces", isRestored: false });
    expect(offsetOf(links, { space: "now", plane: stack("sagittal", 0, 1, 1).planes[0] as ImagePlane })).toBeUndefined();
  });

  it("shifts there and back, and not along another axis or to a stranger", () => {
    expect(shiftMm(links, lead, { space: "before" })).toBe(492.5);
    expect(shiftMm(links, prior, { space: "now" })).toBe(-492.5);
    expect(shiftMm(links, lead, { space: "now" })).toBe(0);
    expect(shiftMm(links, lead, { space: "other" })).toBeUndefined();
    expect(
      shiftMm(links, { space: "now", plane: stack("coronal", 0, 1, 1).planes[0] as ImagePlane }, { space: "before" }),
    ).toBeUndefined();
  });

  it("is the same for slices whose rows run the other way", () => {
    const plane = now.planes[100] as ImagePlane;
    const turned: ImagePlane = { ...plane, rowDirection: scale(plane.rowDirection, -1), imagePositionPatient: [40, -30, 100] };
    expect(dot(planeNormal(turned), planeNormal(plane))).toBe(-1);
    expect(axisOf(turned).map((part) => part + 0)).toEqual([0, 0, 1]);
    expect(shiftMm(links, { space: "now", plane: turned }, { space: "before" })).toBe(492.5);
    const nearest = nearestParallel(before, turned, 492.5);
    expect(nearest).toEqual({ index: 37, awayMm: 0 });
  });

  it("goes to the slice that lies as far from the linked one as the reader scrolled", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 199 }), (index) => {
        const plane = now.planes[index] as ImagePlane;
        const nearest = nearestParallel(before, plane, shiftMm(links, { space: "now", plane }, { space: "before" }));
        const wanted = 592.5 + (index - 100);
        const reached = before.planes[nearest?.index as number] as ImagePlane;
        const isInside = wanted >= 500 && wanted <= 697.5;
        if (isInside) expect(Math.abs(distanceToPlaneMm(reached, [0, 0, wanted]))).toBeLessThanOrEqual(1.25);
        expect(nearest?.awayMm).toBeCloseTo(Math.abs(distanceToPlaneMm(reached, [0, 0, wanted])), 9);
      }),
    );
  });
});

describe("series of one space that are shifted against each other", () => {
  const held = stack("axial", 0, 2, 20);
  const breathed = stack("axial", 0, 3, 20);
  const at = (series: string, slices: typeof held, index: number) => ({
    space: "one",
    series,
    plane: slices.planes[index] as ImagePlane,
  });
  const shift = shiftOf(at("inspired", held, 5), [at("expired", breathed, 6), { ...at("elsewhere", held, 1), space: "two" }]);
  const links = shift === undefined ? [] : [shift];

  it("are those of the space alone, and lie as far apart as they were shown", () => {
    expect(shift?.places.map(({ series }) => series)).toEqual(["inspired", "expired"]);
    const there = shiftMm(links, at("inspired", held, 0), { space: "one", series: "expired" });
    expect(Math.abs(there ?? 0)).toBeCloseTo(8, 9);
    expect(shiftMm(links, at("expired", breathed, 0), { space: "one", series: "inspired" })).toBeCloseTo(-(there ?? 0), 9);
    expect(shiftMm(links, at("inspired", held, 0), { space: "one", series: "third" })).toBe(0);
    expect(offsetOf(links, at("expired", breathed, 0))).toMatchObject({ kind: "series", isRestored: false });
    expect(offsetOf(links, at("third", held, 0))).toBeUndefined();
  });

  it("need another series of the space", () => {
    expect(shiftOf(at("a", held, 0), [at("a", held, 3)])).toBeUndefined();
  });
});
