import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An 8-bit picture as dcmtk draws it: grey, or red, green, blue interleaved. */
export interface DcmtkPicture {
  readonly columns: number;
  readonly rows: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Draws an image with dcmj2pnm (`hasTool("dcmj2pnm")`); undefined where it refuses. */
export function drawWithDcmtk(image: Uint8Array | string, flags: readonly string[]): DcmtkPicture | undefined {
  const folder = mkdtempSync(join(tmpdir(), "dcmtk-"));
  try {
    const [input, output] = [typeof image === "string" ? image : join(folder, "in.dcm"), join(folder, "out.pnm")];
    if (typeof image !== "string") writeFileSync(input, image);
    const { status } = spawnSync("dcmj2pnm", [...flags, "+op", input, output], { stdio: "ignore" });
    return status === 0 ? parsePnm(readFileSync(output)) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Binary PGM and PPM with comments, 8 bits. */
export function parsePnm(bytes: Buffer): DcmtkPicture {
  const head = /^P([56])\s(?:#[^\n]*\n)*\s*(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString("latin1", 0, 512));
  if (head === null) throw new Error("dcmtk wrote no 8-bit picture.");
  const channels = head[1] === "5" ? 1 : 3;
  const [columns, rows] = [Number(head[2]), Number(head[3])];
  return {
    columns,
    rows,
    channels,
    data: new Uint8Array(bytes.subarray(head[0].length, head[0].length + columns * rows * channels)),
  };
}
