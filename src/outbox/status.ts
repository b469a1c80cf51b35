/** Duplicate SOP Instance (PS3.7 annex C): the peer has an object with this UID already. */
const DUPLICATE_SOP_INSTANCE = 0x0111;

/** A status as the standard writes it: four hexadecimal digits. */
export function statusText(status: number): string {
  return status.toString(16).toUpperCase().padStart(4, "0");
}

/** Whether a refusal tells that an earlier attempt arrived whose answer did not. On a first attempt it would be another's object. */
export function isRepetition(status: number, attempts: number): boolean {
  return status === DUPLICATE_SOP_INSTANCE && attempts > 1;
}
