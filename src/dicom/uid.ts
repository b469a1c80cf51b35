import { sha256 } from "./sha-256.ts";

/** A new UID under 2.25, from a random UUID (PS3.5 B.2). */
export function newUid(): string {
  return uidFromUuid(globalThis.crypto.randomUUID().replaceAll("-", ""));
}

/** The same UID for the same text, under 2.25: the first 122 bits of its SHA-256 as a UUID of version 8 (RFC 9562 5.8). */
export function uidFromText(text: string): string {
  const bytes = sha256(new TextEncoder().encode(text)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uidFromUuid([...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}

function uidFromUuid(hex: string): string {
  return `2.25.${BigInt(`0x${hex}`)}`;
}

/** Whether a text is a UID: at most 64 characters, numbers between dots, no leading zeros (PS3.5 9.1). */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/.test(text);
}
