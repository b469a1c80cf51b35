import { open } from "node:fs/promises";
import type { UploadedFile } from "../../sources/index.ts";
import type { UploadedPath } from "./types.ts";

/** A dropped file that lies on this disk, as sources reads it; nothing is held open between reads. */
export function uploadedFile({ name, path, byteLength }: UploadedPath): UploadedFile {
  return {
    name,
    size: byteLength,
    slice: (start, end) => ({
      async arrayBuffer() {
        const bytes = new Uint8Array(Math.max(0, Math.min(end, byteLength) - start));
        const handle = await open(path, "r");
        try {
          let filled = 0;
          while (filled < bytes.length) {
            const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
            if (bytesRead === 0) break;
            filled += bytesRead;
          }
          return bytes.buffer.slice(0, filled);
        } finally {
          await handle.close();
        }
      },
    }),
  };
}
