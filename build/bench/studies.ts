import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/shell.ts";

/** A CT on which the benchmarks run: a real one where the data are, else none. */
export interface BenchStudy {
  readonly name: string;
  readonly directory: string;
}

export function benchStudies(): readonly BenchStudy[] {
  const data = process.env.HOUNSFIELD_DATA ?? join(root, "..", "shared", "data");
  const studies = [
    { name: "NLST CT, 143 slices", directory: join(data, "ct", "nlst-chest-2mm") },
    { name: "1 mm CT, 275 slices", directory: join(data, "ct", "chest-1mm") },
  ].filter(({ directory }) => existsSync(directory));
  if (studies.length === 0)
    process.stderr.write("skipped: no real CT is here; set HOUNSFIELD_DATA to the folder that holds ct/.\n");
  return studies;
}
