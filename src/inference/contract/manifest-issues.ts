import { MAX_PACKAGE_BYTES } from "./bounds.ts";
import { explanationIssues } from "./explanation-issues.ts";
import type { ModelManifest } from "./manifest.ts";
import { networkFiles, networksOf } from "./pipeline.ts";
import type { SelfTest } from "./self-test.ts";
import { pipelineLabels, stageIssues } from "./stage-issues.ts";

/** What is wrong with a manifest whose every field is right by itself, and where. */
export interface ManifestIssue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** Files named in `files` by nobody's leave: they belong to the package itself. */
const OWN_FILES = new Set(["manifest.json", "signature.json"]);

/** Checks a manifest across its fields: files, labels, stages, operating points, self-tests. */
export function issuesOf(manifest: ModelManifest): readonly ManifestIssue[] {
  return [
    ...fileIssues(manifest),
    ...stageIssues(manifest),
    ...labelIssues(manifest),
    ...pointIssues(manifest),
    ...explanationIssues(manifest),
    ...selfTestIssues(manifest),
  ];
}

function fileIssues(manifest: ModelManifest): readonly ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const folded = new Set<string>();
  for (const [n, { path }] of manifest.files.entries()) {
    const at = ["files", n, "path"];
    // Two systems in three do not tell A from a.
    const key = path.toLowerCase();
    if (OWN_FILES.has(key)) issues.push({ message: `${path} is not listed: it cannot hold its own hash`, path: at });
    if (folded.has(key)) issues.push({ message: `${path} is listed twice`, path: at });
    folded.add(key);
  }
  for (const [n, { path }] of manifest.files.entries()) {
    const parts = path.toLowerCase().split("/");
    for (let end = 1; end < parts.length; end++) {
      if (folded.has(parts.slice(0, end).join("/")))
        issues.push({ message: `${path} lies in a file`, path: ["files", n, "path"] });
    }
  }
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MAX_PACKAGE_BYTES)
    issues.push({ message: `all files together exceed ${MAX_PACKAGE_BYTES} bytes`, path: ["files"] });
  for (const path of namedFiles(manifest)) {
    if (!listed.has(path)) issues.push({ message: `${path} is used but has no entry in files`, path: ["files"] });
  }
  return issues;
}

function namedFiles({ pipeline, selfTest, modelCard }: ModelManifest): readonly string[] {
  const tensors = selfTest.flatMap((test) => [...Object.values(test.inputs), ...Object.values(test.outputs)]);
  const cards = [modelCard.en, modelCard["zh-CN"]].filter((path) => path !== undefined);
  return [...new Set([...networkFiles(pipeline), ...cards, ...tensors.map(({ path }) => path)])];
}

function labelIssues({ findings, pipeline }: ModelManifest): readonly ManifestIssue[] {
  const given = pipelineLabels(pipeline);
  const used = new Set(given.map(({ label }) => label));
  return [
    ...given
      .filter(({ label }) => !Object.hasOwn(findings, label))
      .map(({ label, path }) => ({ message: `the label ${label} is not declared in findings`, path })),
    ...Object.keys(findings)
      .filter((label) => !used.has(label))
      .map((label) => ({ message: `no output gives the label ${label}`, path: ["findings", label] })),
  ];
}

function pointIssues({ findings, operatingPoints, defaultOperatingPoint }: ModelManifest): readonly ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  const ids = new Set<string>();
  for (const [n, point] of operatingPoints.entries()) {
    if (ids.has(point.id)) issues.push({ message: `${point.id} is named twice`, path: ["operatingPoints", n, "id"] });
    ids.add(point.id);
    const labels = Object.keys(point.thresholds);
    if (labels.length === 0) issues.push({ message: "it would propose nothing", path: ["operatingPoints", n, "thresholds"] });
    for (const label of labels) {
      if (!Object.hasOwn(findings, label))
        issues.push({ message: `${label} is not declared in findings`, path: ["operatingPoints", n, "thresholds", label] });
    }
  }
  if (!ids.has(defaultOperatingPoint))
    issues.push({ message: "there is no operating point of this id", path: ["defaultOperatingPoint"] });
  return issues;
}

function selfTestIssues({ selfTest, pipeline, files }: ModelManifest): readonly ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  const networks = new Map(networksOf(pipeline).map(({ id, network }) => [id, network]));
  for (const [n, test] of selfTest.entries()) {
    const network = networks.get(test.stage);
    if (!network) issues.push({ message: `there is no stage ${test.stage}`, path: ["selfTest", n, "stage"] });
    for (const { precision } of network?.variants ?? []) {
      if (test.tolerance[precision] === undefined)
        issues.push({ message: `no tolerance for ${precision}`, path: ["selfTest", n, "tolerance"] });
    }
    issues.push(...tensorIssues(test, n, files));
  }
  const tested = new Set(selfTest.map(({ stage }) => stage));
  for (const id of networks.keys()) {
    if (!tested.has(id)) issues.push({ message: `the stage ${id} has no self-test`, path: ["selfTest"] });
  }
  return issues;
}

function tensorIssues(test: SelfTest, n: number, files: ModelManifest["files"]): readonly ManifestIssue[] {
  return (["inputs", "outputs"] as const).flatMap((key) =>
    Object.entries(test[key]).flatMap(([name, { path, shape }]) => {
      const bytes = 4 * shape.reduce((product, size) => product * size, 1);
      const file = files.find((entry) => entry.path === path);
      if (!file || file.bytes === bytes) return [];
      return [{ message: `${path} has ${file.bytes} bytes, its shape needs ${bytes}`, path: ["selfTest", n, key, name] }];
    }),
  );
}
