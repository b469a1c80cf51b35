import { importSource, openArchive } from "../../src/archive/index.ts";
import { silentLog } from "../../src/base/index.ts";
import type { Source } from "../../src/sources/index.ts";
import { createInstanceMaker } from "./disc.ts";

/**
 * A process that imports so many instances of half a megabyte, made as they are asked for: the disk holds the archive alone. Arguments:
 * the archive's folder, how many. Ends with one line of JSON.
 */
const [directory = "", count = "0"] = process.argv.slice(2);
const total = Number(count);
const maker = createInstanceMaker();
const byteLength = maker.make(0).length;
const source: Source = {
  async *entries() {
    for (let k = 0; k < total; k++) {
      yield { kind: "file", file: { path: `IM${k}`, byteLength, read: async () => maker.make(k) } };
    }
  },
  measure: async () => ({ files: total, bytes: total * byteLength }),
};
const archive = openArchive(directory, { log: silentLog });
const { state, imported, bytesRead, seconds } = await importSource(source, archive);
archive.dispose();
process.stdout.write(`${JSON.stringify({ state, imported, bytesRead, seconds })}\n`);
