import type { Verb } from "./verb.ts";
import { analyseVerb } from "./verbs/analyse.ts";
import { demoVerb } from "./verbs/demo.ts";
import { geometryVerb } from "./verbs/geometry.ts";
import { importVerb } from "./verbs/import.ts";
import { labelsVerb } from "./verbs/labels.ts";
import { modelsVerb } from "./verbs/models.ts";
import { rebuildVerb } from "./verbs/rebuild.ts";
import { recompressVerb } from "./verbs/recompress.ts";
import { reportVerb } from "./verbs/report.ts";
import { sendVerb } from "./verbs/send.ts";
import { serveVerb } from "./verbs/serve.ts";
import { showVerb } from "./verbs/show.ts";
import { studiesVerb } from "./verbs/studies.ts";
import { verifyVerb } from "./verbs/verify.ts";

/** Every verb, in the order of the main job. */
export const verbs: readonly Verb[] = [
  importVerb,
  studiesVerb,
  showVerb,
  geometryVerb,
  analyseVerb,
  modelsVerb,
  reportVerb,
  sendVerb,
  labelsVerb,
  verifyVerb,
  recompressVerb,
  rebuildVerb,
  serveVerb,
  demoVerb,
];
