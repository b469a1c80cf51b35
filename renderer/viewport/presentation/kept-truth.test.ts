import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/index.ts";
import { type Frame, type SeriesDetail, seriesDetailSchema } from "../../../src/contract/index.ts";
import { Dataset, parsePart10, sopClasses, tagOf } from "../../../src/dicom/index.ts";
import { type OpenHost, openHost } from "../../../src/host/index.ts";
import { parseObject } from "../../../src/objects/index.ts";
import { buildWholeState, drawStateWithDcmtk } from "../../../src/testing/dcmtk-state.ts";
import { buildTestImage, type TestImage, words } from "../../../src/testing/dicom-image.ts";
import { hasTool } from "../../../src/testing/environment.ts";
import { decodeFrameOfBytes } from "../../../src/volume/decode-frame.ts";
import { createCodecs } from "../../../src/volume/index.ts";
import type { PresentationState } from "../../stores/index.ts";
import { type Cell, emptyCell } from "../../stores/viewport/viewport-store.ts";
import { transform } from "../plane/affine.ts";
import { restingCamera, viewFromPixel } from "../plane/camera.ts";
import { colourSlice } from "../plane/colour-slice.ts";
import { decodeTables, type Voi, voisOf } from "../plane/voi.ts";
import { isInverse } from "../plane/window.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { LookReader } from "./look.ts";
import { leftOut, screenState } from "./screen-state.ts";

const codecs = createCodecs();
const [columns, rows] = [64, 64];
const ramp = (frames = 1) => words(Array.from({ length: frames * columns * rows }, (_, at) => (at * 7) % 4096));

/** An image of series `2.25.2.<series>`. */
function image(series: number, number: number, more: (dataset: Dataset) => void, rest: Partial<TestImage> = {}): Uint8Array {
  return buildTestImage({
    ...{ rows, columns, bitsStored: 12, pixels: ramp(rest.numberOfFrames) },
    ...rest,
    more: (dataset) => {
      dataset
        .set("SOPInstanceUID", `2.25.1.${series}.${number}`)
        .set("SeriesInstanceUID", `2.25.2.${series}`)
        .set("StudyInstanceUID", `2.25.3.${series}`)
        .set("StudyDate", "20260101")
        .set("PatientName", "A^B")
        .set("PatientID", "1")
        .set("InstanceNumber", number);
      more(dataset);
    },
  });
}

const table = (descriptor: readonly [number, number, number], power: number) => {
  const [count, first, bits] = descriptor;
  const entries = Array.from({ length: count }, (_, at) => Math.round((2 ** bits - 1) * (at / (count - 1)) ** power));
  return new Dataset()
    .setElement(tagOf("LUTDescriptor"), { vr: first < 0 ? "SS" : "US", value: [...descriptor] })
    .setElement(tagOf("LUTData"), { vr: "OW", value: words(entries) });
};
const hounsfield = (dataset: Dataset) => dataset.set("RescaleSlope", 1).set("RescaleIntercept", -1024).set("RescaleType", "HU");
const windowed = (center: number, width: number) => (dataset: Dataset) =>
  void hounsfield(dataset).set("WindowCenter", center).set("WindowWidth", width);

const files = {
  rescaled: image(1, 1, hounsfield),
  tables: image(2, 1, (dataset) =>
    hounsfield(dataset).set("VOILUTSequence", [table([2000, -500, 16], 0.6), table([3000, -1024, 12], 2)]),
  ),
  modality: image(3, 1, (dataset) =>
    dataset.set("ModalityLUTSequence", [table([4096, 0, 16], 0.5).set("ModalityLUTType", "US")]),
  ),
  frames: image(4, 1, (dataset) => hounsfield(dataset).set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.12.1"), { numberOfFrames: 3 }),
  negative: image(5, 1, hounsfield, { photometricInterpretation: "MONOCHROME1" }),
  first: image(6, 1, windowed(40, 400)),
  second: image(6, 2, windowed(-600, 1500)),
  apart: image(6, 3, (dataset) => dataset.set("RescaleSlope", 2).set("RescaleIntercept", 0).set("RescaleType", "US")),
  shuttered: image(7, 1, (dataset) =>
    hounsfield(dataset)
      .set("ShutterShape", "CIRCULAR")
      .set("CenterOfCircularShutter", [30, 33])
      .set("RadiusOfCircularShutter", 20)
      .set("ShutterPresentationValue", 0x8080)
      .setElement(0x60000010, { vr: "US", value: [8] })
      .setElement(0x60000011, { vr: "US", value: [8] })
      .setElement(0x60000040, { vr: "CS", value: ["G"] })
      .setElement(0x60000050, { vr: "SS", value: [3, 4] })
      .setElement(0x60000100, { vr: "US", value: [1] })
      .setElement(0x60000102, { vr: "US", value: [0] })
      .setElement(0x60003000, { vr: "OW", value: new Uint8Array(8).fill(0xff) }),
  ),
} as const;
type Name = keyof typeof files;

/** A state of others over the image in HU, by tables of its own. */
const tabled = buildWholeState((state) => {
  const reference = new Dataset()
    .set("ReferencedSOPClassUID", sopClasses.CTImageStorage)
    .set("ReferencedSOPInstanceUID", "2.25.1.1.1");
  state
    .set("StudyInstanceUID", "2.25.3.1")
    .set("ReferencedSeriesSequence", [
      new Dataset().set("SeriesInstanceUID", "2.25.2.1").set("ReferencedImageSequence", [reference]),
    ])
    .set("ModalityLUTSequence", [table([4096, 0, 16], 0.7).set("ModalityLUTType", "US")])
    .set("SoftcopyVOILUTSequence", [new Dataset().set("WindowCenter", 30_000).set("WindowWidth", 50_000)])
    .delete("PresentationLUTShape")
    .set("PresentationLUTSequence", [table([256, 0, 12], 1.5)])
    .set("GraphicLayerSequence", [new Dataset().set("GraphicLayer", "MARKS").set("GraphicLayerOrder", 1)])
    .set("GraphicAnnotationSequence", [
      new Dataset()
        .set("GraphicLayer", "MARKS")
        .set("GraphicObjectSequence", [
          new Dataset()
            .set("GraphicAnnotationUnits", "PIXEL")
            .set("GraphicDimensions", 2)
            .set("NumberOfGraphicPoints", 1)
            .set("GraphicData", [5, 6])
            .set("GraphicType", "POINT"),
        ]),
    ]);
});

/** What dciodvfy has against a state, but for what these images themselves lack. */
function complaints(path: string, state: Uint8Array): string[] {
  if (!hasTool("dciodvfy")) return [];
  writeFileSync(path, state);
  const { stdout, stderr } = spawnSync("dciodvfy", [path], { encoding: "utf8" });
  const ofTheStudy =
    /would be needed to build DICOMDIR|only permitted to be empty when actually unknown.*<Laterality>|<LUT Descriptor>/;
  return `${stdout}\n${stderr}`.split("\n").filter((line) => /^(?:Error|Warning)/.test(line) && !ofTheStudy.test(line));
}

/** What is kept is what was on the screen: written by the host, drawn by dcmtk. */
describe("a screen that was kept", () => {
  let directory: string;
  let host: OpenHost;
  const ask = (path: string, body?: unknown) =>
    host.handle(
      new Request(`http://localhost/api${path}`, {
        ...(body === undefined
          ? {}
          : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      }),
    );
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "kept-"));
    host = openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
    host.workstation.archive.storeBatch([...Object.values(files), tabled]);
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const detailOf = async (name: Name): Promise<SeriesDetail> => {
    const uid = parsePart10(files[name]).dataset.first("SeriesInstanceUID");
    return seriesDetailSchema.parse(await (await ask(`/series/${uid}`)).json());
  };

  interface Screen {
    readonly frameNumber?: number;
    readonly cell?: Partial<Cell>;
    readonly presentation?: object;
    readonly voi?: Voi;
  }
  async function kept(name: Name, { frameNumber = 1, cell: more = {}, presentation, voi: given }: Screen) {
    const detail = await detailOf(name);
    const sop = parsePart10(files[name]).dataset.first("SOPInstanceUID");
    const frame = detail.frames.find((one) => one.sopInstanceUid === sop && one.frameNumber === frameNumber) as Frame;
    const cell = { ...emptyCell("cell-0"), ...more };
    const own = voisOf(frame, decodeTables(detail))[cell.voiIndex ?? 0];
    const voi: Voi = given ?? (cell.window === undefined ? own! : { kind: "window", window: cell.window, explanation: "" });
    const inverted = cell.inverted !== isInverse(frame);
    const isAcross = cell.rotationDegrees % 180 === 90;
    const size = isAcross ? { width: rows, height: columns } : { width: columns, height: rows };
    const view = viewFromPixel({ columns, rows, spacing: [1, 1] }, size, restingCamera, cell);
    const facts = {
      ...{ slice: { frame, isAcquired: true, samplesPerPixel: 1 }, voi, inverted, viewFromPixel: view, size },
      presentation,
    } as unknown as PlaneFacts;
    const choice = { label: "KEPT", description: "Kept", by: "Doe^Jane", scope: "stack", withMeasurements: true } as const;
    const answer = await ask("/presentations", screenState(facts, cell, detail, [], choice));
    expect([answer.status, answer.status === 201 ? "" : await answer.text()]).toEqual([201, ""]);
    const { sopInstanceUid } = (await answer.json()) as { sopInstanceUid: string };
    const state = new Uint8Array(await host.workstation.archive.read(sopInstanceUid));
    expect(complaints(join(directory, "kept.dcm"), state)).toEqual([]);
    const { values } = await decodeFrameOfBytes(files[name], frameNumber, { codecs, valueType: frame.valueType });
    const out = new Uint32Array(columns * rows);
    colourSlice(values, 1, { voi, inverted, padding: undefined }, out);
    const picture = new Uint8Array(columns * rows);
    for (const [at, word] of out.entries()) {
      const [x, y] = transform(view, [at % columns, Math.floor(at / columns)]);
      picture[Math.round(y - 0.5) * size.width + Math.round(x - 0.5)] = word & 0xff;
    }
    return { state, picture, facts, detail, frame };
  }
  const reading = (state: Uint8Array) => parseObject(parsePart10(state), state.length).content as PresentationState;
  const window = (center: number, width: number) => ({ window: { center, width } });

  const screens: readonly (readonly [string, Name, Screen])[] = [
    ["a window over rescaled values", "rescaled", { cell: window(40, 400) }],
    ["an inverted one", "rescaled", { cell: { ...window(40, 400), inverted: true } }],
    ["an image that is a negative", "negative", { cell: window(40, 400) }],
    ["the image's own table, which begins below zero", "tables", {}],
    ["its second table, of 12 bits", "tables", { cell: { voiIndex: 1 } }],
    ["a window over values of a Modality LUT", "modality", { cell: window(30_000, 40_000) }],
    ["the third frame of an image", "frames", { frameNumber: 3, cell: window(300, 900) }],
    ["the window of one image", "first", {}],
    ["the window of another image of the stack", "second", {}],
    ...[0, 90, 180, 270].flatMap((rotationDegrees) =>
      [false, true].flatMap((flippedHorizontally) =>
        [false, true].map((flippedVertically): readonly [string, Name, Screen] => [
          `turned by ${rotationDegrees}, flipped ${flippedHorizontally}, ${flippedVertically}`,
          "rescaled",
          { cell: { ...window(40, 2000), rotationDegrees, flippedHorizontally, flippedVertically } },
        ]),
      ),
    ),
  ];

  it.skipIf(!hasTool("dcmp2pgm")).each(screens)("is drawn alike by dcmtk: %s", async (_, name, screen) => {
    const { state, picture } = await kept(name, screen);
    expect(new Set(picture).size).toBeGreaterThan(2);
    expect(drawStateWithDcmtk(files[name], state, screen.frameNumber).data).toEqual(picture);
  });

  it("says which function a window is of, which dcmp2pgm does not look at", async () => {
    const { state } = await kept("rescaled", { cell: { window: { center: 40, width: 400, function: "SIGMOID" } } });
    expect(reading(state).voi).toMatchObject([{ windows: [{ center: 40, width: 400, voiFunction: "SIGMOID" }] }]);
  });

  it("names each image with its own window, and leaves out and says what one state cannot say", async () => {
    const { state, facts, detail } = await kept("first", {});
    const content = reading(state);
    expect(content.voi.map(({ images, windows }) => [images.map((one) => one.sopInstanceUid), windows[0]?.center])).toEqual([
      [["2.25.1.6.1"], 40],
      [["2.25.1.6.2"], -600],
    ]);
    expect(content.series[0]?.instances.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(["2.25.1.6.1", "2.25.1.6.2"]);
    expect(leftOut(facts, detail, emptyCell("cell-0")).map(({ instanceNumber }) => instanceNumber)).toEqual([3]);
    const by = await kept("first", { cell: window(100, 300) });
    expect(reading(by.state).voi).toMatchObject([{ images: [], windows: [{ center: 100 }] }]);
  });

  it("has the shutter and the overlay planes of the image, but where they are put away", async () => {
    const { state, frame } = await kept("shuttered", { cell: window(40, 400) });
    const look = new LookReader().read(reading(state), frame);
    expect(look?.shutter).toEqual(frame.shutter);
    expect([...(look?.activations ?? [])]).toEqual([[0x6000, "OVERLAYS"]]);
    const away = await kept("shuttered", { cell: { ...window(40, 400), showsShutter: false, showsOverlays: false } });
    const bare = new LookReader().read(reading(away.state), away.frame);
    expect([bare?.shutter, bare?.activations.size]).toEqual([undefined, 0]);
  });

  it.skipIf(!hasTool("dcmp2pgm"))("has the tables and the drawings of the state that it is shown by", async () => {
    const presentation = { isApplied: true, isInPlace: false, hasSteps: true, layerNames: ["MARKS"], areaDrawings: 0 };
    const shown = (hiddenLayers: number[]): Screen => ({
      ...{ presentation, voi: { kind: "window", window: { center: 1, width: 2 }, explanation: "" } },
      cell: { presentation: { sopInstanceUid: "2.25.50", hiddenLayers }, rotationDegrees: 180 },
    });
    const { state } = await kept("rescaled", shown([]));
    const before = drawStateWithDcmtk(files.rescaled, tabled).data;
    expect(drawStateWithDcmtk(files.rescaled, state).data).toEqual(before.toReversed());
    expect(reading(state).annotations.map(({ layer }) => layer)).toEqual(["MARKS"]);
    expect(reading((await kept("rescaled", shown([0]))).state).annotations).toEqual([]);
  });
});
