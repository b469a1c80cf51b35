import { preferenceSchemas } from "../../../src/contract/index.ts";
import type { Preference } from "../../stores/index.ts";

/** Larger is no keymap. */
const LARGEST_BYTES = 256 * 1024;

/** Reads a keymap that was exported, here or elsewhere; undefined for what is none. */
export async function readKeymapFile(file: Blob): Promise<Preference<"keymap"> | undefined> {
  if (file.size > LARGEST_BYTES) return undefined;
  try {
    return preferenceSchemas.keymap.safeParse(JSON.parse(await file.text())).data;
  } catch {
    return undefined;
  }
}

/** Gives the keymap to the reader as a file, to take along to another workstation. */
export function saveKeymapFile(keymap: Preference<"keymap">): void {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(keymap, undefined, 2)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `hounsfield-keymap-${keymap.preset}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
