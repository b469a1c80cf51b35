import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The marker before Electron's fuse wire in its binary, then the wire's version, length and one character a fuse. */
export const fuseSentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const fuseCount = 9;

/** Writes what electron-builder needs of an Electron distribution and no more: it can be packaged, not started. */
export function writeStubElectron(directory: string, version: string): void {
  mkdirSync(join(directory, "resources"), { recursive: true });
  mkdirSync(join(directory, "locales"), { recursive: true });
  const wire = Buffer.concat([Buffer.from(fuseSentinel), Buffer.from([1, fuseCount]), Buffer.from("0".repeat(fuseCount))]);
  writeFileSync(join(directory, "electron"), Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]), { mode: 0o755 });
  writeFileSync(join(directory, "version"), version);
  writeFileSync(join(directory, "LICENSE"), "stub");
  writeFileSync(join(directory, "locales", "en-US.pak"), "");
  writeFileSync(join(directory, "resources", "default_app.asar"), emptyAsar());
}

/** An asar archive with no files: two pickles, the header's size and the header (JSON), little endian and padded to 4. */
function emptyAsar(): Buffer {
  const json = Buffer.from('{"files":{}}');
  const padded = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4)]);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(padded.length + 8, 4);
  head.writeUInt32LE(padded.length + 4, 8);
  head.writeUInt32LE(json.length, 12);
  return Buffer.concat([head, padded]);
}
