import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import type { FrameTraits } from "./frame-traits.ts";
import { splitFrames } from "./split-frames.ts";
import type { FrameGroup, TraitedFrame } from "./split-types.ts";
import type { FrameHeader } from "./types.ts";

type Values = FrameTraits["values"];
interface Wanted {
  readonly at?: Vec3 | undefined;
  readonly values?: Values;
  readonly kind?: FrameTraits["kind"];
  readonly header?: Partial<FrameHeader>;
  readonly rowDirection?: Vec3;
  readonly columnDirection?: Vec3;
}

let counter = 0;
function frame(wanted: Wanted): TraitedFrame {
  counter += 1;
  const { at, values = {}, kind = "original", header = {}, rowDirection = [1, 0, 0], columnDirection = [0, 1, 0] } = wanted;
  const { rows = 64, columns = 64 } = header;
  const plane = at && { imagePositionPatient: at, rowDirection, columnDirection, pixelSpacing: [1, 1] as const, rows, columns };
  return {
    header: {
      sopClassUid: "1.2.840.10008.5.1.4.1.1.4",
      sopInstanceUid: `2.25.${String(counter).padStart(6, "0")}`,
      frameNumber: 1,
      instanceNumber: counter,
      rows,
      columns,
      samplesPerPixel: 1,
      valueType: "int16",
      photometricInterpretation: "MONOCHROME2",
      pixelSpacingSource: "patient",
      voi: [],
      unit: "1",
      ...(plane === undefined ? {} : { plane }),
      ...header,
    },
    traits: { kind, values, timing: {} },
  };
}

/** Ten slices 3 mm apart. */
const stack = (values: (k: number) => Values = () => ({}), more: Omit<Wanted, "values"> = {}) =>
  Array.from({ length: 10 }, (_, k) => frame({ at: [0, 0, 3 * k], values: values(k), ...more }));

const shown = (groups: readonly FrameGroup[]) =>
  groups.map(({ kind, label, frames }) => [kind, label.map(({ code, value }) => `${code}=${value}`).join(" "), frames.length]);

/** A fixed shuffle: the same for every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  return items
    .map((item) => ({ item, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Splits, and holds that any other order of the frames gives the same. */
function split(frames: readonly TraitedFrame[]): readonly FrameGroup[] {
  const groups = splitFrames(frames);
  const uids = (made: readonly FrameGroup[]) =>
    made.map(({ label, frames: members }) => [label, members.map(({ header }) => header.sopInstanceUid).sort()]);
  for (const seed of [1, 7, 99]) expect(uids(splitFrames(shuffled(frames, seed)))).toEqual(uids(groups));
  // Nothing is lost, nothing comes twice.
  expect(groups.flatMap((group) => group.frames.map(({ header }) => header.sopInstanceUid)).sort()).toEqual(
    frames.map(({ header }) => header.sopInstanceUid).sort(),
  );
  return groups;
}

describe("what is no stack together", () => {
  it("keeps a plain series whole", () => {
    expect(shown(split(stack()))).toEqual([["whole", "", 10]]);
    expect(split([])).toEqual([{ kind: "whole", label: [], frames: [] }]);
  });

  it("puts scouts, projections and captures apart, the images first", () => {
    const scout = frame({ at: [0, 0, 0], kind: "localizer" });
    const mip = frame({ at: [0, 0, 0], kind: "projection" });
    expect(shown(split([scout, ...stack(), mip]))).toEqual([
      ["image-kind", "image-kind=original", 10],
      ["image-kind", "image-kind=projection", 1],
      ["image-kind", "image-kind=localizer", 1],
    ]);
  });

  it("parts water and fat, magnitude and phase", () => {
    expect(shown(split([...stack(undefined, { kind: "water" }), ...stack(undefined, { kind: "fat" })]))).toEqual([
      ["image-kind", "image-kind=water", 10],
      ["image-kind", "image-kind=fat", 10],
    ]);
  });

  it("parts sizes, pixel spacings, coordinate systems and orientations that are stacks", () => {
    const large = stack();
    const small = stack(undefined, { header: { rows: 32, columns: 48 } });
    expect(shown(split([...large, ...small]))).toEqual([
      ["size", "size=64 × 64", 10],
      ["size", "size=48 × 32", 10],
    ]);
    const other = [
      ...stack(undefined, { header: { frameOfReferenceUid: "1.2" } }),
      ...stack(undefined, { header: { frameOfReferenceUid: "1.3" } }),
    ];
    expect(shown(split(other))).toEqual([
      ["frame-of-reference", "frame-of-reference=1", 10],
      ["frame-of-reference", "frame-of-reference=2", 10],
    ]);
    const sagittal = { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] } as const;
    const planes = [...stack(), ...Array.from({ length: 5 }, (_, k) => frame({ at: [4 * k, 0, 0], ...sagittal }))];
    expect(shown(split(planes))).toEqual([
      ["orientation", "orientation=AXIAL", 10],
      ["orientation", "orientation=SAGITTAL", 5],
    ]);
  });

  it("leaves three scouts of three orientations and a radial acquisition together", () => {
    const turned = (degrees: number): Wanted => {
      const angle = (degrees * Math.PI) / 180;
      return { at: [0, 0, 0], rowDirection: [Math.cos(angle), Math.sin(angle), 0], columnDirection: [0, 0, -1] };
    };
    expect(shown(split([0, 60, 120].map((degrees) => frame(turned(degrees)))))).toEqual([["whole", "", 3]]);
    expect(shown(split(Array.from({ length: 90 }, (_, n) => frame(turned(2 * n + 0.5)))))).toEqual([["whole", "", 90]]);
  });

  it("numbers stacks that are called the same", () => {
    const leaning = { rowDirection: [1, 0, 0], columnDirection: [0, 0.9, 0.4359] } as const;
    const groups = split([...stack(), ...Array.from({ length: 5 }, (_, k) => frame({ at: [0, 0, 9 * k], ...leaning }))]);
    expect(shown(groups)).toEqual([
      ["orientation", "orientation=AXIAL number=1", 10],
      ["orientation", "orientation=AXIAL number=2", 5],
    ]);
  });

  it("puts images without a place apart from those with one, but leaves colour and grey together among them", () => {
    expect(shown(split([...stack(), frame({}), frame({ header: { samplesPerPixel: 3 } })]))).toEqual([
      ["unplaced", "unplaced=0", 10],
      ["unplaced", "unplaced=2", 2],
    ]);
    expect(shown(split([...stack(), ...stack(undefined, { header: { samplesPerPixel: 3 } })]))).toEqual([
      ["samples", "samples=1", 10],
      ["samples", "samples=3", 10],
    ]);
  });

  it("puts clips apart from each other and from stills, and keeps a single clip whole", () => {
    const clip = (uid: string, instanceNumber: number) =>
      Array.from({ length: 4 }, (_, n) => frame({ header: { sopInstanceUid: uid, frameNumber: n + 1, instanceNumber } }));
    const one = clip("1.1", 1);
    expect(splitFrames(one)).toHaveLength(1);
    const groups = splitFrames([...one, frame({}), frame({}), ...clip("1.2", 9999)]);
    expect(groups.map(({ kind, frames }) => [kind, frames.length])).toEqual([
      ["clip", 4],
      ["stills", 2],
      ["clip", 4],
    ]);
    expect(groups[2]?.label).toEqual([{ code: "clip", value: 9999 }]);
  });
});

describe("frames that lie at one place", () => {
  it.each([
    ["time", [1, 2, 3]],
    ["cardiac-phase", [0, 30, 60]],
    ["b-value", [0, 500, 1000]],
    ["echo-time", [4.6, 9.2, 13.8]],
    ["inversion-time", [100, 400, 1600]],
    ["flip-angle", [3, 15]],
    ["energy", [80, 140]],
    ["kernel", ["B30f", "B70f"]],
    ["stack", ["1", "2"]],
    ["trigger-time", [0, 40, 80]],
    ["acquisition", [4, 5]],
  ] as const)("are told apart by %s", (code, values) => {
    const frames = values.flatMap((value) => stack(() => ({ [code]: value })));
    expect(shown(split(frames))).toEqual(values.map((value) => [code, `${code}=${value}`, 10]));
  });

  it("are told apart by times that are a little different from slice to slice", () => {
    const phases = [0, 1, 2].flatMap((phase) => stack((k) => ({ "trigger-time": 40 * phase + 0.7 * k })));
    expect(shown(split(phases))).toEqual([
      ["trigger-time", "trigger-time=0", 10],
      ["trigger-time", "trigger-time=40", 10],
      ["trigger-time", "trigger-time=80", 10],
    ]);
    const clock = ["10", "11"].flatMap((minute) =>
      stack((k) => ({ "acquisition-time": `2024010109${minute}${String(10 + k)}.250000` })),
    );
    expect(shown(split(clock))).toEqual([
      ["acquisition-time", "acquisition-time=09:10:10.250", 10],
      ["acquisition-time", "acquisition-time=09:11:10.250", 10],
    ]);
  });

  it("are called by what they are where the acquisition number tells them apart", () => {
    const frames = [
      [1, 0],
      [2, 1000],
      [3, 1000],
    ].flatMap(([acquisition, b]) =>
      stack((k) => ({ acquisition: acquisition!, "b-value": b!, "content-time": `1200${10 + k}` })),
    );
    expect(shown(split(frames))).toEqual([
      ["acquisition", "acquisition=1 b-value=0", 10],
      ["acquisition", "acquisition=2 b-value=1000", 10],
      ["acquisition", "acquisition=3 b-value=1000", 10],
    ]);
  });

  it("are told apart by two things together", () => {
    const frames = [1, 2].flatMap((time) => [4.6, 9.2].flatMap((echo) => stack(() => ({ time, "echo-time": echo }))));
    expect(shown(split(frames))).toEqual([
      ["echo-time", "time=1 echo-time=4.6", 10],
      ["echo-time", "time=1 echo-time=9.2", 10],
      ["echo-time", "time=2 echo-time=4.6", 10],
      ["echo-time", "time=2 echo-time=9.2", 10],
    ]);
  });

  it("are told apart by b-value and direction where only one of them repeats", () => {
    const directions = ["1.000 0.000 0.000", "0.000 1.000 0.000", "0.000 0.000 1.000"];
    const frames = [
      ...stack(() => ({ "b-value": 0 })),
      ...directions.flatMap((direction) => stack(() => ({ "b-value": 800, "diffusion-direction": direction }))),
    ];
    expect(shown(split(frames)).map(([, label, count]) => [label, count])).toEqual([
      ["b-value=0", 10],
      ["diffusion-direction=1 b-value=800", 10],
      ["diffusion-direction=2 b-value=800", 10],
      ["diffusion-direction=3 b-value=800", 10],
    ]);
  });

  it("may be cut short in the last phase", () => {
    const frames = [...stack(() => ({ time: 1 })), ...stack(() => ({ time: 2 })), ...stack(() => ({ time: 3 })).slice(0, 4)];
    expect(shown(split(frames)).map(([, , count]) => count)).toEqual([10, 10, 4]);
  });

  it("are told apart by runs of instance numbers, or by their order at each place", () => {
    expect(shown(split([...stack(), ...stack()]))).toEqual([
      ["block", "block=1", 10],
      ["block", "block=2", 10],
    ]);
    const alternating = Array.from({ length: 20 }, (_, n) => frame({ at: [0, 0, 3 * Math.floor(n / 2)] }));
    expect(shown(split(alternating))).toEqual([
      ["repeat", "repeat=1", 10],
      ["repeat", "repeat=2", 10],
    ]);
  });

  it("are two fields where they lie beside each other", () => {
    const beside = Array.from({ length: 10 }, (_, k) => frame({ at: [200, 0, 3 * k] }));
    expect(shown(split([...stack(), ...beside]))).toEqual([
      ["field", "field=1", 10],
      ["field", "field=2", 10],
    ]);
  });

  it("stay one film where all of them do", () => {
    const film = Array.from({ length: 25 }, (_, n) => frame({ at: [0, 0, 0], values: { "trigger-time": 30 * n } }));
    expect(shown(split(film))).toEqual([["whole", "", 25]]);
  });

  it("are put apart and counted where they are a few", () => {
    const groups = split([...stack(), frame({ at: [0, 0, 9] }), frame({ at: [0, 0, 12] })]);
    expect(groups.map(({ kind, frames, duplicates }) => [kind, frames.length, duplicates])).toEqual([
      ["whole", 10, 2],
      ["duplicate", 2, undefined],
    ]);
  });
});
