import { describe, expect, it } from "vitest";
import { createAnalysisQueue } from "./queue.ts";

const routine = { urgency: "routine", isEmergencyCt: false, isAskedFor: false } as const;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function desk(slots: number) {
  let looked: readonly string[] = [];
  const began: string[] = [];
  const endings = new Map<string, () => void>();
  const queue = createAnalysisQueue(slots, () => looked);
  const add = (id: string, more: object = {}) =>
    queue.add({
      id,
      waiting: { ...routine, studyInstanceUid: id, ...more },
      start: () => {
        began.push(id);
        return new Promise<void>((resolve) => endings.set(id, resolve));
      },
    });
  const end = async (id: string) => {
    endings.get(id)?.();
    await settled();
  };
  const look = (...studies: string[]) => {
    looked = studies;
  };
  return { queue, began, add, end, look };
}

describe("the queue of runs", () => {
  it("starts as many as there is room for, the most urgent of what comes together first", async () => {
    const { began, add, end } = desk(2);
    add("a");
    add("b", { urgency: "high" });
    add("c", { urgency: "stat" });
    await settled();
    expect(began).toEqual(["c", "b"]);
    await end("c");
    expect(began).toEqual(["c", "b", "a"]);
  });

  it("takes the study that is looked at by the time there is room", async () => {
    const { began, add, end, look, queue } = desk(1);
    add("a");
    await settled();
    add("b", { urgency: "stat" });
    add("c");
    add("d");
    queue.askFor("d");
    look("c");
    expect(queue.list().map(({ id, state }) => `${id} ${state}`)).toEqual(["a running", "c queued", "b queued", "d queued"]);
    for (const id of ["a", "c", "b"]) await end(id);
    expect(began).toEqual(["a", "c", "b", "d"]);
  });

  it("goes on after a run that fails, leaves out what was taken out, and starts nothing once closed", async () => {
    const { began, add, end, queue } = desk(1);
    queue.add({ id: "bad", waiting: { ...routine, studyInstanceUid: "bad" }, start: () => Promise.reject(new Error("no")) });
    add("a");
    add("b");
    add("c");
    expect(queue.remove("b")).toBe(true);
    expect(queue.remove("b")).toBe(false);
    await settled();
    expect(began).toEqual(["a"]);
    queue.close();
    await end("a");
    expect(began).toEqual(["a"]);
  });
});
