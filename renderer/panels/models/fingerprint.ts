/** A fingerprint as two people read it to each other: its first 32 digits in fours, as the command line has it. */
export function groupedFingerprint(fingerprint: string): string {
  return (fingerprint.slice(0, 32).match(/.{4}/g) ?? []).join(" ");
}
