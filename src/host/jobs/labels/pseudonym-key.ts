import { createHmac, randomBytes } from "node:crypto";
import { uidFromText } from "../../../dicom/index.ts";
import type { Pseudonyms } from "../../../labels/index.ts";
import type { Workspace } from "../../../workspace/index.ts";

const keyName = "labels-key";
const prefixes = { patient: "P", reader: "R", label: "L" } as const;

/** Pseudonyms under the key of this installation, which is made at the first export and stays in its data folder. */
export function openPseudonyms(workspace: Pick<Workspace, "readSetting" | "writeSetting">): Pseudonyms {
  const key = Buffer.from(readKey(workspace), "hex");
  const digest = (kind: string, value: string) => createHmac("sha256", key).update(`${kind}\n${value}`).digest("hex");
  return {
    uid: (uid) => uidFromText(digest("uid", uid)),
    name: (kind, value) => `${prefixes[kind]}-${digest(kind, value).slice(0, 12)}`,
  };
}

function readKey(workspace: Pick<Workspace, "readSetting" | "writeSetting">): string {
  const known = workspace.readSetting(keyName);
  if (typeof known === "string" && /^[0-9a-f]{64}$/.test(known)) return known;
  const made = randomBytes(32).toString("hex");
  workspace.writeSetting(keyName, made);
  return made;
}
