import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasTool } from "../../src/testing/environment.ts";
import type { ServedWorkstation } from "./workstation.ts";

/** An instance of the archive, as another program is given it. */
export async function storedInstance(
  workstation: Pick<ServedWorkstation, "ask" | "origin" | "bearer">,
  studyInstanceUid: string,
  sopInstanceUid: string,
): Promise<Uint8Array> {
  const list = await workstation.ask<Record<string, { Value?: string[] }>[]>(
    `/dicom-web/studies/${studyInstanceUid}/instances?SOPInstanceUID=${sopInstanceUid}`,
  );
  const series = list[0]?.["0020000E"]?.Value?.[0];
  const response = await fetch(
    `${workstation.origin}/dicom-web/studies/${studyInstanceUid}/series/${series}/instances/${sopInstanceUid}`,
    { headers: { authorization: `Bearer ${workstation.bearer}`, accept: 'multipart/related; type="application/dicom"' } },
  );
  const body = Buffer.from(await response.arrayBuffer());
  const start = body.indexOf("\r\n\r\n") + 4;
  const boundary = body.subarray(0, body.indexOf("\r\n"));
  return new Uint8Array(body.subarray(start, body.indexOf(boundary, start) - 2));
}

/** Errors that an independent checker finds in an object; none where it is not installed. */
export function faultsOf(bytes: Uint8Array): string[] {
  if (!hasTool("dciodvfy")) return [];
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-checked-"));
  const path = join(folder, "object.dcm");
  writeFileSync(path, bytes);
  const { stdout, stderr } = spawnSync("dciodvfy", [path], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return `${stdout}\n${stderr}`.split("\n").filter((line) => line.startsWith("Error"));
}
