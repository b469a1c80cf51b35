import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLocalWorkstation, type Workstation } from "../../host/index.ts";
import { parseAcceptRule } from "../accept-rule.ts";
import { type DemoStep, runMainJob } from "../main-job.ts";
import { textTable } from "../table.ts";
import type { Verb } from "../verb.ts";

export const demoVerb: Verb = {
  name: "demo",
  summary:
    "The whole job without a window: import, check geometry, run the model, decide by a rule, sign, write SR and SEG to a PACS, read back, compare.",
  takes: "[DIR]",
  minimumPositionals: 0,
  maximumPositionals: 1,
  options: { pacs: { type: "string" }, accept: { type: "string" }, model: { type: "string" }, keep: { type: "boolean" } },
  optionHelp: [
    ["DIR", "a chest CT to do it on (default: the generated demo patient)"],
    ["--pacs URL", "DICOMweb address to write to, if it answers (default: the built-in archive over STOW-RS on loopback)"],
    ["--accept RULE", "which proposals to accept: score>=NUMBER (default score>=0.5), all or none"],
    ["--model ID", "which model (default lung-nodule)"],
    ["--keep", "keep the data folder and say where it is"],
  ],
  async run({ positionals, options, json, streams, log, signal }) {
    // Always a data folder of its own: what a demonstration makes must never stand among a reader's studies.
    const dataDirectory = mkdtempSync(join(tmpdir(), "hounsfield-demo-"));
    let workstation: Workstation | undefined;
    const steps: DemoStep[] = [];
    const started = performance.now();
    try {
      workstation = openLocalWorkstation({ dataDirectory, log });
      const result = await runMainJob(workstation, {
        input: positionals[0],
        pacsUrl: typeof options.pacs === "string" ? options.pacs : undefined,
        rule: parseAcceptRule(typeof options.accept === "string" ? options.accept : "score>=0.5"),
        modelId: typeof options.model === "string" ? options.model : "lung-nodule",
        signal,
        onStep: (step) => {
          steps.push(step);
          if (!json) streams.err(`${step.name}: ${step.seconds.toFixed(1)} s\n`);
        },
      });
      const seconds = (performance.now() - started) / 1000;
      const kept = options.keep === true ? { dataDirectory } : {};
      return {
        data: { steps, seconds, ...result, ...kept },
        text: [
          textTable(
            ["Step", "Seconds", "What came of it"],
            [...steps.map((step) => [step.name, step.seconds.toFixed(1), step.outcome]), ["total", seconds.toFixed(1), ""]],
          ),
          result.verified
            ? "verified: what was read back equals what was sent"
            : `NOT verified: ${result.differences.join("; ")}`,
          ...(options.keep === true ? [`kept: ${dataDirectory}`] : []),
        ].join("\n"),
        failed: !result.verified,
      };
    } finally {
      await workstation?.dispose();
      if (options.keep !== true) rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  },
};
