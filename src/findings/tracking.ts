import type { Finding } from "./finding.ts";

/**
 * The finding as another time point of a lesion: it takes over the lesion's Tracking Unique Identifier (TID 1501), and the one it had is
 * kept in its history. The same finding where it has that UID already.
 */
export function trackAs(finding: Finding, trackingUid: string, by: string, at: string): Finding {
  if (finding.trackingUid === trackingUid) return finding;
  const { status, trackingUid: replacedTrackingUid } = finding;
  return { ...finding, trackingUid, history: [...finding.history, { at, by, from: status, to: status, replacedTrackingUid }] };
}

/** The Tracking Unique Identifier that a finding was made with, before it was called the same lesion as another. */
export function ownTrackingUid({ history, trackingUid }: Pick<Finding, "history" | "trackingUid">): string {
  return history.find(({ replacedTrackingUid }) => replacedTrackingUid !== undefined)?.replacedTrackingUid ?? trackingUid;
}
