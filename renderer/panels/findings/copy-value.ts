import type { Finding } from "../../../src/findings/index.ts";
import { tell } from "../../stores/index.ts";
import { sizeText } from "./describe.ts";

/** Puts a finding's size on the clipboard as it is read, for a report written elsewhere. */
export async function copyValue(finding: Finding): Promise<void> {
  const value = sizeText(finding);
  try {
    await navigator.clipboard.writeText(value);
    tell("findings.copied", { value });
  } catch {
    tell("findings.copyFailed", {}, "bad");
  }
}
