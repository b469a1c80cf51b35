import { createHash } from "node:crypto";
import { createHeadReader } from "./describe-file.ts";
import { describeInstance } from "./describe-instance.ts";
import { toWriteError } from "./errors.ts";
import { type FileStore, sha256Of } from "./file-store.ts";
import type { IndexReader } from "./index-reader.ts";
import type { StagedInstance } from "./types.ts";

/** First half of storing: the header is read and the bytes are on the disk, under a name of their own. */
export interface Staging {
  stage(bytes: Uint8Array): Promise<StagedInstance>;
  stageSync(bytes: Uint8Array): StagedInstance;
  stageStream(chunks: AsyncIterable<Uint8Array>): Promise<StagedInstance>;
}

export function createStaging({ files, reader }: { readonly files: FileStore; readonly reader: IndexReader }): Staging {
  const heads = createHeadReader();
  const isHeld = (sha256: string, byteLength: number) => reader.names(sha256) && files.holds(sha256, byteLength);
  /** Reads the header; `isHeld`: the same bytes are in the archive already, in full length. */
  const prepare = (bytes: Uint8Array) => {
    const sha256 = sha256Of(bytes);
    return { description: describeInstance(bytes, sha256), isHeld: isHeld(sha256, bytes.length) };
  };
  return {
    async stage(bytes) {
      const { description, isHeld } = prepare(bytes);
      if (isHeld) return { description };
      try {
        return { description, temporaryPath: await files.writeTemporary([bytes]) };
      } catch (error) {
        throw toWriteError(error);
      }
    },
    stageSync(bytes) {
      const { description, isHeld } = prepare(bytes);
      if (isHeld) return { description };
      try {
        return { description, temporaryPath: files.writeTemporarySync(bytes) };
      } catch (error) {
        throw toWriteError(error);
      }
    },
    async stageStream(chunks) {
      const hash = createHash("sha256");
      const reading: { failure?: unknown } = {};
      const hashed = async function* () {
        try {
          for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
          }
        } catch (error) {
          reading.failure = error;
          throw error;
        }
      };
      let temporaryPath: string | undefined;
      try {
        temporaryPath = await files.writeTemporary(hashed());
      } catch (error) {
        // What the source says of itself is its own error, not one of writing.
        throw reading.failure ?? toWriteError(error);
      }
      try {
        const description = heads.describe(temporaryPath, hash.digest("hex"));
        const { sha256, byteLength } = description.instance;
        if (!isHeld(sha256, byteLength)) return { description, temporaryPath };
        files.removeTemporary(temporaryPath);
        return { description };
      } catch (error) {
        files.removeTemporary(temporaryPath);
        throw error;
      }
    },
  };
}
