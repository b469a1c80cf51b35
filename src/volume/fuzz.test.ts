import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AreaError } from "../base/index.ts";
import { buildTestImage, words } from "../testing/dicom-image.ts";
import { dataRoot } from "../testing/environment.ts";
import { mutated, seededRandom } from "../testing/mutations.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfBytes } from "./decode-frame.ts";

const SEED = 20240612;
const RUN_MS = 30_000;
/** What a file of this size takes at worst is a small part of it. */
const HANG_MS = 10_000;
const LARGEST_FILE = 128 * 1024;

/** Small images in every transfer syntax there is, where the data are; native ones in any case. */
function images(): readonly Uint8Array[] {
  const own = [
    buildTestImage({ rows: 8, columns: 8, pixels: words(Array.from({ length: 64 }, (_, index) => index)) }),
    buildTestImage({ rows: 4, columns: 4, numberOfFrames: 3, pixels: words(Array(48).fill(1)) }),
  ];
  const root = dataRoot();
  if (root === null) return own;
  const real = ["codecs/pydicom", ...readdirSync(join(root, "codecs/wg04")).map((name) => `codecs/wg04/${name}`)].flatMap(
    (folder) =>
      statSync(join(root, folder)).isDirectory()
        ? readdirSync(join(root, folder))
            .sort()
            .map((name) => join(root, folder, name))
        : [],
  );
  const small = real.filter((path) => statSync(path).isFile() && statSync(path).size <= LARGEST_FILE);
  return [...own, ...small.map((path) => readFileSync(path))];
}

describe("half a minute of broken images", () => {
  it(
    "ends each frame in pixels or a reason, soon",
    async () => {
      const files = images();
      const codecs = createCodecs();
      const random = seededRandom(SEED);
      const pick = () => files[Math.floor(random() * files.length)] ?? new Uint8Array(0);
      const started = performance.now();
      let count = 0;
      let slowestMs = 0;
      let decoded = 0;
      for (let now = started; now - started < RUN_MS; count++) {
        const broken = mutated(pick(), pick(), random);
        try {
          await decodeFrameOfBytes(broken, 1 + (count % 2), { codecs });
          decoded++;
        } catch (error) {
          expect(error, `file ${count} of seed ${SEED}`).toBeInstanceOf(AreaError);
        }
        const after = performance.now();
        slowestMs = Math.max(slowestMs, after - now);
        now = after;
      }
      expect(slowestMs).toBeLessThan(HANG_MS);
      process.stdout.write(
        `fuzz: ${count} broken images of ${files.length}, ${decoded} shown, slowest ${slowestMs.toFixed(0)} ms\n`,
      );
    },
    RUN_MS * 4,
  );
});
