import { describe, expect, it } from "vitest";
import { add, cross, type ImagePlane, scale, type Vec3 } from "../../../src/geometry/index.ts";
import { type Camera, fitScale, restingCamera, type Turn, type ViewSize } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import { Hub, type HubEvent } from "./hub.ts";
import { Linking, type LinkWishes } from "./linking.ts";
import type { PlaneFacts } from "./plane-facts.ts";
import type { SliceSource } from "./slice-source.ts";

const axial: readonly [Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
];
const sagittal: readonly [Vec3, Vec3] = [
  [0, 1, 0],
  [0, 0, -1],
];
const turn: Turn = { rotationDegrees: 0, flippedHorizontally: false, flippedVertically: false };
const size: ViewSize = { width: 400, height: 300 };

interface Options {
  readonly series?: string;
  readonly space?: string;
  readonly directions?: readonly [Vec3, Vec3];
  readonly from?: number;
  readonly spacingMm?: number;
  readonly count?: number;
  readonly pixelMm?: number;
  readonly hasCrosshair?: boolean;
  readonly wishes?: Partial<LinkWishes>;
}

/** A viewport without a picture: what `Linking` needs of one. */
function viewport(hub: Hub, options: Options = {}) {
  const { space = "here", directions = axial, from = 0, spacingMm = 2, count = 51, pixelMm = 1, hasCrosshair = false } = options;
  const normal = cross(directions[0], directions[1]);
  const planes = Array.from({ length: count }, (_, at): ImagePlane => {
    const corner = add(scale(directions[0], -50 * pixelMm), scale(directions[1], -50 * pixelMm));
    const imagePositionPatient = add(corner, scale(normal, from + at * spacingMm));
    const [rowDirection, columnDirection] = directions;
    return { imagePositionPatient, rowDirection, columnDirection, pixelSpacing: [pixelMm, pixelMm], rows: 101, columns: 101 };
  });
  const resting: LinkWishes = { scroll: true, zoom: false, pan: false, byHand: [], isActive: false, isApart: false };
  const state = { index: 0, camera: restingCamera as Camera, wishes: { ...resting, ...options.wishes } };
  const awayOf = (point: Vec3) => planes.map(({ imagePositionPatient }) => Math.abs(dotted(normal, point, imagePositionPatient)));
  const source = {
    count,
    planeAt: (index: number) => planes[index],
    nearest: (point: Vec3) => awayOf(point).indexOf(Math.min(...awayOf(point))),
    within: (point: Vec3) => (Math.min(...awayOf(point)) <= spacingMm ? point : undefined),
  } as unknown as SliceSource;
  const slice = () =>
    ({
      plane: planes[state.index],
      spacing: [pixelMm, pixelMm],
      columns: 101,
      rows: 101,
      isCalibrated: true,
    }) as unknown as Slice;
  const links = new Linking({
    name: hub.name(),
    space,
    series: options.series ?? "1.2.3",
    hub,
    source,
    hasCrosshair,
    wishes: () => state.wishes,
    go(index) {
      if (index === state.index) return false;
      state.index = index;
      return true;
    },
    invalidate() {},
    moveView(change) {
      state.camera = change(state.camera, slice(), size, turn);
    },
  });
  const draw = () => {
    state.camera = links.scaled(state.camera, slice(), size, turn);
    const pixelsPerMm = fitScale(slice(), size, turn) * state.camera.zoom;
    const [x, y] = [0, 1].map((axis) => -(50 + (state.camera.pan[axis] as number) / pixelMm) * pixelsPerMm * pixelMm);
    const viewFromPixel = [pixelsPerMm * pixelMm, 0, 0, pixelsPerMm * pixelMm, (x as number) + 200, (y as number) + 150];
    links.drawn({ slice: slice(), size, magnification: pixelsPerMm * pixelMm, viewFromPixel } as unknown as PlaneFacts);
    return pixelsPerMm;
  };
  const scrollTo = (index: number) => {
    state.index = index;
    links.scrolled(planes[index] as ImagePlane);
  };
  return { state, links, planes, draw, scrollTo };
}

function dotted(normal: Vec3, a: Vec3, b: Vec3): number {
  return normal[0] * (a[0] - b[0]) + normal[1] * (a[1] - b[1]) + normal[2] * (a[2] - b[2]);
}

describe("scrolling together", () => {
  it("takes stacks and planes of the space along, and no others", () => {
    const hub = new Hub();
    const lead = viewport(hub);
    const thick = viewport(hub, { spacingMm: 5, count: 20, from: 1 });
    const plane = viewport(hub, { hasCrosshair: true });
    const others = [
      viewport(hub, { directions: sagittal }),
      viewport(hub, { space: "there" }),
      viewport(hub, { wishes: { scroll: false } }),
    ];
    const apart = viewport(hub, { wishes: { isApart: true } });
    lead.scrollTo(23);
    expect([thick.state.index, plane.state.index]).toEqual([9, 23]);
    for (const { state } of [...others, apart]) expect(state.index).toBe(0);
    apart.scrollTo(5);
    expect(lead.state.index).toBe(23);
  });

  it("keeps the crosshair on the plane that went along", () => {
    const hub = new Hub();
    hub.tell({ kind: "crosshair", space: "here", pointPatient: [3, 4, 0], from: hub.name() });
    const lead = viewport(hub);
    viewport(hub, { hasCrosshair: true });
    lead.scrollTo(10);
    expect(hub.crosshair("here")).toEqual([3, 4, 20]);
  });

  it("goes to the same anatomy by hand, and says when it cannot", () => {
    const hub = new Hub();
    const byHand = [
      {
        axis: [0, 0, 1] as const,
        places: [
          { space: "here", positionMm: 20 },
          { space: "there", positionMm: 512.5 },
        ],
      },
    ];
    const lead = viewport(hub, { wishes: { byHand } });
    const other = viewport(hub, { space: "there", from: 500, spacingMm: 2.5, count: 9, wishes: { byHand } });
    lead.scrollTo(10);
    expect([other.state.index, other.links.beyondMm]).toEqual([5, undefined]);
    lead.scrollTo(15);
    expect([other.state.index, other.links.beyondMm]).toEqual([8, 2.5]);
    lead.scrollTo(12);
    expect([other.state.index, other.links.beyondMm]).toEqual([7, undefined]);
    other.scrollTo(2);
    expect(lead.state.index).toBe(6);
  });
});

describe("what is told", () => {
  it("is plain data", () => {
    const hub = new Hub();
    const told: HubEvent[] = [];
    hub.subscribe((event) => told.push(event));
    const lead = viewport(hub, { wishes: { zoom: true, pan: true, isActive: true } });
    lead.links.leads();
    lead.draw();
    lead.scrollTo(3);
    lead.draw();
    lead.links.point([0, 0, 6]);
    lead.links.point(undefined);
    lead.links.dispose();
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(["shown", "viewed", "scrolled", "pointed", "gone"]));
    for (const event of told) expect(structuredClone(event)).toEqual(JSON.parse(JSON.stringify({ ...event })) as unknown);
    expect(told.every((event) => hub.isOwn(event))).toBe(true);
  });

  it("names the active viewport until it is none, or gone", () => {
    const hub = new Hub();
    const [one, other] = [viewport(hub, { wishes: { isActive: true } }), viewport(hub)];
    one.draw();
    other.draw();
    expect(hub.active()?.from).toBe(one.links.name);
    expect(hub.active()?.range?.map(({ imagePositionPatient }) => imagePositionPatient[2])).toEqual([0, 100]);
    one.state.wishes = { ...one.state.wishes, isActive: false };
    one.draw();
    expect(hub.active()).toBeUndefined();
    other.state.wishes = { ...other.state.wishes, isActive: true };
    other.draw();
    expect(hub.active()?.from).toBe(other.links.name);
    other.links.dispose();
    expect([hub.active(), hub.shownBeside(one.links.name)]).toEqual([undefined, []]);
  });
});

describe("the 3D cursor", () => {
  it("takes the viewports of the space to the slice that holds it, and the crosshair too", () => {
    const hub = new Hub();
    hub.tell({ kind: "crosshair", space: "here", pointPatient: [0, 0, 0], from: hub.name() });
    const lead = viewport(hub);
    const side = viewport(hub, { directions: sagittal, from: -50, hasCrosshair: true });
    const [there, apart] = [viewport(hub, { space: "there" }), viewport(hub, { wishes: { isApart: true } })];
    lead.links.point([12, -7, 20]);
    expect(side.planes[side.state.index]?.imagePositionPatient[0]).toBe(12);
    expect(hub.crosshair("here")).toEqual([12, -7, 20]);
    expect([there.state.index, apart.state.index, lead.state.index]).toEqual([0, 0, 0]);
    lead.links.point([0, 0, 500]);
    expect(side.state.index).toBe(19);
    lead.links.point(undefined);
    expect(hub.pointed()).toBeUndefined();
  });
});

describe("scale and pan", () => {
  const linked = { zoom: true, pan: true };

  it("gives all the millimetres for a pixel that the reader chose in one", () => {
    const hub = new Hub();
    const lead = viewport(hub, { wishes: { ...linked, isActive: true } });
    const [fine, alone] = [viewport(hub, { pixelMm: 0.4, space: "there", wishes: linked }), viewport(hub, { pixelMm: 3 })];
    lead.state.camera = { ...lead.state.camera, zoom: 2.5 };
    lead.links.leads();
    const scaleNow = lead.draw();
    expect(fine.draw()).toBeCloseTo(scaleNow, 9);
    expect(alone.draw()).not.toBeCloseTo(scaleNow, 3);
    // One that was made later takes it over too.
    expect(viewport(hub, { pixelMm: 2, wishes: linked }).draw()).toBeCloseTo(scaleNow, 9);
  });

  it("fits what is opened alone, and gives its scale to what is opened beside it", () => {
    const hub = new Hub();
    const before = viewport(hub, { wishes: { ...linked, isActive: true } });
    before.state.camera = { ...before.state.camera, zoom: 3 };
    before.links.leads();
    before.draw();
    before.links.dispose();
    const first = viewport(hub, { pixelMm: 0.5, wishes: linked });
    const fitted = first.draw();
    expect(first.state.camera.zoom).toBe(1);
    expect(viewport(hub, { pixelMm: 2, wishes: linked }).draw()).toBeCloseTo(fitted, 9);
  });

  it("centres parallel slices of the space on one place, and drags others as far", () => {
    const hub = new Hub();
    const lead = viewport(hub, { wishes: linked });
    const fine = viewport(hub, { pixelMm: 0.5, wishes: linked });
    const prior = viewport(hub, { space: "there", wishes: linked });
    const side = viewport(hub, { directions: sagittal, wishes: linked });
    const uncoupled = viewport(hub, { wishes: { zoom: true } });
    const pixelsPerMm = lead.draw();
    lead.state.camera = { ...lead.state.camera, pan: [12, -7] };
    lead.links.leads([-12 * pixelsPerMm, 7 * pixelsPerMm]);
    lead.draw();
    expect(fine.state.camera.pan.map((part) => Math.round(part * 1e6) / 1e6)).toEqual([12, -7]);
    expect(prior.state.camera.pan.map((part) => Math.round(part * 1e6) / 1e6)).toEqual([12, -7]);
    for (const { state } of [side, uncoupled]) expect(state.camera.pan).toEqual([0, 0]);
  });
});
