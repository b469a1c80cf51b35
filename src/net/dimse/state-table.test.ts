import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NEXT_STATE, STATE_TABLE, type State, type UpperLayerEvent } from "./state-table.ts";

describe("the state table", () => {
  it("is the one of README.md", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const rows = readme
      .split("\n")
      .filter((line) => /^\| \w/.test(line) && line.split("|").length === 16)
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const [header = [], ...events] = rows;
    const written = Object.fromEntries(
      events.map(([event = "", ...cells]) => [
        event,
        Object.fromEntries(cells.flatMap((cell, index) => (cell ? [[header[index + 1] ?? "", cell]] : []))),
      ]),
    );
    expect(written).toEqual(STATE_TABLE);
  });

  it("answers every PDU and a lost connection in every state that has a connection", () => {
    const states = Array.from({ length: 12 }, (_, index) => `Sta${index + 2}` as State).filter((state) => state !== "Sta4");
    const events = Object.keys(STATE_TABLE).filter((event) => event.endsWith("PDU") || event === "transport connection closed");
    for (const event of events as UpperLayerEvent[]) {
      for (const state of states) expect(STATE_TABLE[event][state], `${event} in ${state}`).toBeDefined();
    }
  });

  it("leads from every abort to the end", () => {
    for (const action of ["AA-1", "AA-2", "AA-3", "AA-4", "AA-5", "AA-6", "AA-7", "AA-8"] as const) {
      expect(["Sta1", "Sta13"]).toContain(NEXT_STATE[action]);
    }
  });
});
