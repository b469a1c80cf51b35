import { resolve } from "node:path";
import { parsePart10, toDicomJson } from "../dicom/index.ts";
import {
  buildDemoFiles,
  createHost,
  openDraft,
  productDirectories,
  productVersion,
  sendReport,
  serveLoopback,
  signReport,
  startAnalysis,
  startImport,
  type Workstation,
} from "../host/index.ts";
import { createDicomWebClient, type DicomWebClient } from "../net/index.ts";
import { readSeg, readSr, type SignedReport } from "../report/index.ts";
import type { AcceptRule } from "./accept-rule.ts";
import { cancelWith } from "./cancel-with.ts";
import { CliError } from "./errors.ts";
import { decideByRule, writeSections } from "./verbs/report.ts";

export interface DemoStep {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: string;
}

export interface MainJobOptions {
  readonly input: string | undefined;
  readonly pacsUrl: string | undefined;
  readonly rule: AcceptRule;
  readonly modelId: string;
  readonly signal: AbortSignal;
  readonly onStep: (step: DemoStep) => void;
}

export interface MainJobResult {
  readonly counts: Readonly<
    Record<"files" | "imported" | "rejected" | "frames" | "proposals" | "accepted" | "rejectedProposals" | "objects", number>
  >;
  readonly pacs: string;
  readonly verified: boolean;
  readonly differences: readonly string[];
}

/** A PACS this job can write to and read from; the built-in archive is served on loopback for as long as the job runs. */
interface Pacs {
  readonly name: string;
  readonly url: string;
  readonly client: DicomWebClient;
  readonly headers: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Does the main job once, in the order a reader would, and says how long each step took. @throws CliError, AreaError of a step that fails */
export async function runMainJob(workstation: Workstation, options: MainJobOptions): Promise<MainJobResult> {
  const step = async <T>(name: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T> => {
    options.signal.throwIfAborted();
    const started = performance.now();
    const result = await work();
    options.onStep({ name, seconds: (performance.now() - started) / 1000, outcome: outcome(result) });
    return result;
  };
  const input =
    options.input === undefined
      ? await step(
          "build the demo patient",
          () => buildDemoFiles(workstation, options.signal),
          () => "CT current and prior, wrist",
        )
      : resolve(options.input);
  const job = await step(
    "import",
    () => cancelWith(options.signal, startImport(workstation, input)).finished,
    (done) => `${done.imported} of ${done.filesSeen} files, ${done.rejected.length} not taken`,
  );
  options.signal.throwIfAborted();
  if (job.state !== "done" || job.imported === 0)
    throw new CliError("failed", `Nothing was imported: ${job.error?.message ?? job.rejected[0]?.error.message ?? job.state}.`);
  const target = chooseSeries(workstation, job.studyInstanceUids);
  const frames = await step(
    "check geometry",
    () => workstation.seriesFrames.get(target.seriesInstanceUid),
    ({ frames: all, geometry }) => `${all.length} frames, verdict: ${geometry.kind}`,
  );
  const running = cancelWith(
    options.signal,
    await startAnalysis(workstation, { seriesInstanceUid: target.seriesInstanceUid, modelId: options.modelId }),
  );
  const analysis = await step(
    "run the model",
    () => running.finished,
    ({ findings, modelId, modelVersion }) => `${modelId} ${modelVersion}: ${findings.length} proposals`,
  );
  if (analysis.state !== "done")
    throw new CliError("failed", `The model did not finish: ${analysis.error?.message ?? analysis.state}`);
  const decided = await step(
    "decide by rule",
    async () => decideByRule(workstation, target.studyInstanceUid, options.rule),
    ({ rule, accepted, rejected }) => `${rule}: ${accepted} accepted, ${rejected} rejected`,
  );
  const signed = await step(
    "compose and sign",
    async () => {
      // A report needs an impression; where nothing was accepted there is no finding to make one of.
      if (decided.accepted === 0)
        writeSections(workstation, target.studyInstanceUid, [`impression=No finding was accepted (rule ${decided.rule}).`]);
      const { draft } = openDraft(workstation, target.studyInstanceUid);
      return signReport(workstation, target.studyInstanceUid, { signedBy: "Demo^Reader", revision: draft.revision });
    },
    ({ objects }) => objects.map(({ kind }) => kind).join(" + "),
  );
  const pacs = await openPacs(workstation, options.pacsUrl);
  try {
    await step(
      "write to the PACS",
      () => deliver(workstation, signed, pacs, options.signal),
      () => `${pacs.name}, STOW-RS`,
    );
    const differences = await step(
      "read back and compare",
      () => compare(workstation, signed, pacs),
      (found) => (found.length === 0 ? "equal" : found.join("; ")),
    );
    return {
      counts: {
        files: job.filesSeen,
        imported: job.imported,
        rejected: job.rejected.length,
        frames: frames.frames.length,
        proposals: analysis.findings.length,
        accepted: decided.accepted,
        rejectedProposals: decided.rejected,
        objects: signed.objects.length,
      },
      pacs: pacs.name,
      verified: differences.length === 0,
      differences,
    };
  } finally {
    await pacs.close();
  }
}

/** The newest CT with the most images: what a reader would open first. */
function chooseSeries({ archive }: Workstation, studyInstanceUids: readonly string[]) {
  const series = [...studyInstanceUids]
    .sort((a, b) => (archive.study(b)?.studyDate ?? "").localeCompare(archive.study(a)?.studyDate ?? ""))
    .flatMap((uid) => [...archive.seriesOfStudy(uid)].sort((a, b) => b.instanceCount - a.instanceCount))
    .find(({ kind, modality }) => kind === "image" && modality === "CT");
  if (!series) throw new CliError("failed", "There is no CT among what was imported.");
  return series;
}

async function openPacs(workstation: Workstation, url: string | undefined): Promise<Pacs> {
  if (url !== undefined) {
    const client = createDicomWebClient({ url });
    const answers = await client.searchStudies({ limit: 1 }, { timeoutMs: 5_000 }).then(
      () => true,
      () => false,
    );
    if (answers) return { name: url, url, client, headers: {}, close: async () => undefined };
  }
  const handle = createHost({
    workstation,
    shell: "browser",
    version: productVersion,
    rendererDirectory: productDirectories().renderer,
    demo: { building: false },
  });
  const server = await serveLoopback({ handle, port: 0, log: workstation.log });
  const headers = { authorization: `Bearer ${server.bearer}` };
  const own = `${server.origin}/dicom-web`;
  return {
    name: "built-in archive on loopback",
    url: own,
    client: createDicomWebClient({ url: own, headers }),
    headers,
    close: () => server.close(),
  };
}

/** Through the outbox for a PACS of others; the built-in one asks for this run's token, which the outbox does not hold. */
async function deliver(workstation: Workstation, signed: SignedReport, pacs: Pacs, signal: AbortSignal): Promise<void> {
  if (Object.keys(pacs.headers).length === 0) {
    const items = await sendReport(workstation, signed, { kind: "dicomweb", url: pacs.url }, signal);
    const late = items.find(({ state }) => state !== "delivered");
    if (late)
      throw new CliError(
        "failed",
        `The PACS did not take the report: ${late.error?.message ?? late.state}. It waits in the outbox.`,
      );
    return;
  }
  const bytes = await Promise.all(signed.objects.map(({ sopInstanceUid }) => workstation.archive.read(sopInstanceUid)));
  const { failed } = await pacs.client.storeInstances(bytes, { signal });
  if (failed.length > 0) throw new CliError("failed", `The archive refused ${failed.length} objects.`);
}

/** Compares what the PACS gives back with what was signed: every attribute, and the findings that SR and SEG read back as. */
async function compare({ archive }: Workstation, signed: SignedReport, { client }: Pacs): Promise<string[]> {
  const differences: string[] = [];
  for (const { kind, sopInstanceUid, seriesInstanceUid } of signed.objects) {
    const sent = parsePart10(await archive.read(sopInstanceUid)).dataset;
    const back = parsePart10(
      await client.retrieveInstance({ studyInstanceUid: signed.studyInstanceUid, seriesInstanceUid, sopInstanceUid }),
    ).dataset;
    const [wanted, got] = [toDicomJson(sent), toDicomJson(back)];
    const tags = new Set([...Object.keys(wanted), ...Object.keys(got)]);
    for (const tag of tags) {
      if (JSON.stringify(wanted[tag]) !== JSON.stringify(got[tag])) differences.push(`${kind} ${tag}`);
    }
    const read = kind === "SR" ? readSr : readSeg;
    if (JSON.stringify(read(sent)) !== JSON.stringify(read(back))) differences.push(`${kind} findings`);
  }
  return differences;
}
