import { describe, expect, it } from "vitest";
import { arrangementsFor, layOut, zeroLineMm } from "./ecg-layout.ts";
import { type Channel, channelName, leadOf, millivoltsOf, twelveLeads } from "./leads.ts";

const channel = (label: string, code = "", unit = "uV"): Channel => ({
  label,
  source: { value: code, scheme: "MDC", meaning: label },
  unit: { value: unit, scheme: "UCUM", meaning: unit },
  bitsStored: 16,
  status: [],
});
const twelve = twelveLeads.map((lead) => channel(`Lead ${lead}`));
const wish = { channels: twelve, mmPerSecond: 25, fromSeconds: 0, seconds: 10 } as const;

describe("leads", () => {
  it("are known by their code and by their name", () => {
    expect(leadOf(channel("?", "2:62"))).toBe("aVR");
    expect(leadOf(channel("?", "5.6.3-9-5"))).toBe("V3");
    expect(leadOf(channel("Lead I (Einthoven)"))).toBe("I");
    expect(leadOf(channel("AVF"))).toBe("aVF");
    expect(leadOf(channel("Respiration"))).toBeUndefined();
    expect(channelName(channel("Lead X"))).toBe("X");
  });

  it("have a voltage or none", () => {
    expect(millivoltsOf(channel("I"))).toBe(0.001);
    expect(millivoltsOf(channel("p", "", "mm[Hg]"))).toBeUndefined();
  });
});

describe("the sheet", () => {
  it("has four columns of 2.5 s and lead II below, time going on from column to column", () => {
    const { strips, rows, widthMm } = layOut({ ...wish, arrangement: "3x4" });
    expect([rows, widthMm]).toEqual([4, 14 + 250 + 4]);
    expect(strips.map(({ label, row, fromSeconds }) => `${label} ${row} ${fromSeconds}`)).toEqual([
      ...["I 0 0", "II 1 0", "III 2 0", "aVR 0 2.5", "aVL 1 2.5", "aVF 2 2.5"],
      ...["V1 0 5", "V2 1 5", "V3 2 5", "V4 0 7.5", "V5 1 7.5", "V6 2 7.5", "II 3 0"],
    ]);
    expect(strips[3]?.leftMm).toBe(14 + 62.5);
  });

  it("shows a short recording from its start in every column", () => {
    const { strips } = layOut({ ...wish, seconds: 1.2, arrangement: "3x4" });
    expect(new Set(strips.map(({ fromSeconds, seconds }) => `${fromSeconds} ${seconds}`))).toEqual(new Set(["0 1.2"]));
  });

  it("has a row for each of twelve leads in the order of reading, whatever the file's", () => {
    const { strips, rows } = layOut({ ...wish, channels: [...twelve].reverse(), arrangement: "12x1" });
    expect(rows).toBe(12);
    expect(strips.map(({ label }) => label)).toEqual([...twelveLeads]);
    expect(strips[0]?.channel).toBe(11);
  });

  it("has plain rows where the leads are others", () => {
    const channels = [channel("Resp", "", "Ohm"), channel("Pressure", "", "mm[Hg]")];
    expect(arrangementsFor(channels)).toEqual(["rows"]);
    const layout = layOut({ ...wish, channels, arrangement: "3x4" });
    expect(layout.strips.map(({ label }) => label)).toEqual(["Resp", "Pressure"]);
    expect(zeroLineMm(layout, 1) - zeroLineMm(layout, 0)).toBe(layout.rowHeightMm);
  });
});
