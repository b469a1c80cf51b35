import type { ContentOf } from "../context.ts";

export type Waveform = ContentOf<"waveform">;
export type Group = Waveform["groups"][number];
export type Channel = Group["channels"][number];

/** The twelve leads in the order of reading, by columns of a 3 x 4 sheet. */
export const twelveLeads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"] as const;
export type Lead = (typeof twelveLeads)[number];

/** Codes of leads (MDC and SCPECG number them alike: PS3.16 CID 3001). */
const byCode: Readonly<Record<string, Lead>> = {
  "1": "I",
  "2": "II",
  "3": "V1",
  "4": "V2",
  "5": "V3",
  "6": "V4",
  "7": "V5",
  "8": "V6",
  "61": "III",
  "62": "aVR",
  "63": "aVL",
  "64": "aVF",
};

/** Which of the twelve leads a channel is; undefined for another one. */
export function leadOf({ label, source }: Channel): Lead | undefined {
  const number = /^(?:2:|5\.6\.3-9-)(\d+)$/.exec(source?.value ?? "")?.[1];
  const coded = number === undefined ? undefined : byCode[number];
  if (coded !== undefined) return coded;
  const named = /(?:^|[\s_-])(III|II|I|aV[RLF]|V[1-6])(?=$|[\s(_-])/i.exec(label)?.[1]?.toLowerCase();
  return twelveLeads.find((lead) => lead.toLowerCase() === named);
}

/** Channel of each of the twelve leads; undefined unless all are there. */
export function twelveLeadChannels(channels: readonly Channel[]): ReadonlyMap<Lead, number> | undefined {
  const found = new Map<Lead, number>();
  for (const [at, channel] of channels.entries()) {
    const lead = leadOf(channel);
    if (lead !== undefined && !found.has(lead)) found.set(lead, at);
  }
  return found.size === twelveLeads.length ? found : undefined;
}

/** What a channel is called on paper. */
export function channelName(channel: Channel): string {
  return leadOf(channel) ?? channel.label.replace(/^Lead\s+/i, "");
}

/** Millivolts of one unit of a channel; undefined where it is no voltage. */
export function millivoltsOf(channel: Channel): number | undefined {
  const unit = channel.unit?.value ?? "";
  const known: Readonly<Record<string, number>> = { nV: 1e-6, uV: 1e-3, µV: 1e-3, mV: 1, V: 1000 };
  return known[unit];
}
