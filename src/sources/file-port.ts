import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** A path as the system has it: bytes where they are no UTF-8, which a string could not give back. */
export type DiskPath = string | Buffer;

/** What is asked of an open file. */
export interface PortFile {
  stat(): Promise<{ readonly size: number; readonly mtimeMs: number; readonly ino: number; isFile(): boolean }>;
  /** Reads up to `length` bytes from `position` of the file to `offset` of `into`; gives how many came. */
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  close(): Promise<void>;
}

/** How files are opened: a port, so that a medium that fails can be put in its place. */
export interface FilePort {
  open(path: DiskPath): Promise<PortFile>;
}

/** A link put in the file's place meanwhile is not followed, a pipe is not waited for. Both flags are 0 on Windows. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** This system's files. */
export const systemFiles: FilePort = {
  async open(path) {
    const handle = await open(path, openFlags);
    return {
      stat: () => handle.stat(),
      read: async (into, offset, length, position) => (await handle.read(into, offset, length, position)).bytesRead,
      close: () => handle.close(),
    };
  },
};
