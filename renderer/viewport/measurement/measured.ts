import type { Finding } from "../../../src/findings/index.ts";

/** A completed measurement, ready for POST /api/findings once who made it is added (`by`). */
export type Measured = Pick<
  Finding,
  | "studyInstanceUid"
  | "seriesInstanceUid"
  | "frameOfReferenceUid"
  | "code"
  | "geometry"
  | "reference"
  | "measurements"
  | "caveats"
>;
