const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** RFC 4648 base64. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const letter = (shift: number) => alphabet[(word >> shift) & 63] ?? "";
    parts.push(letter(18), letter(12), b === undefined ? "=" : letter(6), c === undefined ? "=" : letter(0));
  }
  return parts.join("");
}
