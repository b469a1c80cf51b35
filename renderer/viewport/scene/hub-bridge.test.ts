import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Hub, type HubEvent } from "./hub.ts";
import { bridgeHub } from "./hub-bridge.ts";
import { whileWindowLives } from "./window-life.ts";

const study = "1.2.3";
const plane = {
  imagePositionPatient: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [1, 1],
  rows: 10,
  columns: 10,
} as const;
const shown = (from: string): HubEvent => ({
  ...{ kind: "shown", space: "1.2", series: "1.3", plane, range: undefined, isActive: true, isApart: false },
  hasCrosshair: false,
  from,
});

describe("scenes of several windows", () => {
  const stops: (() => void)[] = [];
  beforeEach(() => vi.stubGlobal("window", new EventTarget()));
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    vi.unstubAllGlobals();
  });

  it("hear each other, are told what was there before, and are gone with their window", async () => {
    const [first, second] = [new Hub(), new Hub()];
    stops.push(bridgeHub(first, study));
    const [one, other] = [first.name(), second.name()];
    first.tell(shown(one));
    first.tell({ kind: "fits", pixelsPerMm: 2, from: one });
    first.tell({ kind: "crosshair", space: "1.2", pointPatient: [1, 2, 3], from: one });
    const leave = bridgeHub(second, study);
    await vi.waitFor(() => expect(second.shownBeside(other).map(({ from }) => from)).toEqual([one]));
    await vi.waitFor(() => expect([second.fit(), second.crosshair("1.2")]).toEqual([2, [1, 2, 3]]));
    second.tell(shown(other));
    await vi.waitFor(() => expect(first.shownBeside(one).map(({ from }) => from)).toEqual([other]));
    leave();
    await vi.waitFor(() => expect(first.shownBeside(one)).toEqual([]));
    expect(first.shownBeside(other).map(({ from }) => from)).toEqual([one]);
  });

  it("do not hear what is not of the form, or speaks for a scene of their own", async () => {
    const hub = new Hub();
    const own = hub.name();
    stops.push(bridgeHub(hub, study));
    const heard: HubEvent[] = [];
    hub.subscribe((event) => heard.push(event));
    const channel = new BroadcastChannel(`hounsfield-scenes-${study}`);
    stops.push(() => channel.close());
    const over = new AbortController();
    stops.push(() => over.abort());
    const other = crypto.randomUUID();
    await new Promise<void>((resolve) => whileWindowLives(other, over.signal, resolve));
    const stranger = (number: number) => `${other}/${number}`;
    const wrong: unknown[] = [
      null,
      "hello",
      { kind: "event" },
      { kind: "event", event: { kind: "crosshair", space: "1.2", pointPatient: [0, Number.NaN, 0], from: stranger(1) } },
      { kind: "event", event: { ...shown(stranger(1)), plane: { ...plane, pixelSpacing: [0, 1] } } },
      { kind: "event", event: { kind: "viewed", space: "x".repeat(1e6), from: stranger(1) } },
      { kind: "event", event: { kind: "gone", from: own } },
      { kind: "event", event: { kind: "gone", from: "anybody" } },
    ];
    for (const message of wrong) channel.postMessage(message);
    for (let number = 0; number < 200; number++) channel.postMessage({ kind: "event", event: shown(stranger(number)) });
    channel.postMessage({
      kind: "event",
      event: { kind: "windowed", values: "over", window: { center: 0, width: 1 }, from: "x" },
    });
    await vi.waitFor(() => expect(heard.length).toBe(64));
    expect(new Set(heard.map(({ kind }) => kind))).toEqual(new Set(["shown"]));
    // A window that breaks down says nothing; that it is no more is known all the same.
    over.abort();
    await vi.waitFor(() => expect(hub.shownBeside(own)).toEqual([]));
  });
});
