import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Alarm, createAlarm } from "./alarm.ts";

const start = Date.parse("2026-11-22T08:00:00Z");
beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the alarm", () => {
  let dueMs: number | undefined;
  let rung: number[];
  let failure: unknown;
  let alarm: Alarm;
  const errors: unknown[] = [];
  beforeEach(() => {
    dueMs = undefined;
    rung = [];
    failure = undefined;
    errors.length = 0;
    alarm = createAlarm({
      nextDueMs: () => dueMs,
      now: () => new Date(),
      ring: async () => {
        rung.push(Date.now() - start);
        if (failure !== undefined) throw failure;
        if (dueMs !== undefined && dueMs <= Date.now()) dueMs = undefined;
      },
      onError: (error) => errors.push(error),
    });
  });

  it("rings when the next item is due, to the millisecond", async () => {
    dueMs = start + 5_000;
    alarm.start();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(rung).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(rung).toEqual([5_000]);
  });

  it("rings at once for what is due already, and for what is added", async () => {
    dueMs = start - 1;
    alarm.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(rung).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1_000);
    dueMs = start + 1_000;
    alarm.set();
    await vi.advanceTimersByTimeAsync(0);
    expect(rung).toEqual([0, 1_000]);
  });

  it("looks now and then for what another process added, also while something is far off", async () => {
    dueMs = start + 600_000;
    alarm.start();
    await vi.advanceTimersByTimeAsync(45_000);
    expect(rung).toEqual([15_000, 30_000, 45_000]);
  });

  it("goes on after a failure, without hurry", async () => {
    dueMs = start;
    failure = new Error("disk full");
    alarm.start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(rung).toEqual([0, 15_000, 30_000]);
    expect(errors).toEqual([failure, failure, failure]);
  });

  it("does nothing before it is started and after it was stopped, not even after a ring that was going on", async () => {
    dueMs = start;
    alarm.set();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rung).toEqual([]);
    alarm.start();
    vi.advanceTimersByTime(0);
    alarm.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rung).toEqual([60_000]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
