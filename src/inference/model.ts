import { type Disposable, type ErrorRecord, toErrorRecord } from "../base/index.ts";
import type { ModelManifest } from "./contract/manifest.ts";
import { type NetworkVariants, referenceFile, type Variant } from "./contract/network-variants.ts";
import { type NamedNetwork, networksOf } from "./contract/pipeline.ts";
import { type EngineOptions, type Network, openOn } from "./engine/network.ts";
import { openRemoteNetwork } from "./engine/remote.ts";
import type { RemoteStage } from "./engine/remote-config.ts";
import { createRemoteWithFallback } from "./engine/remote-fallback.ts";
import { assertPasses, testsOf } from "./engine/self-test.ts";
import { type Stopwatch, timed } from "./engine/stopwatch.ts";
import type { VariantChoice } from "./engine/variants.ts";
import { InferenceError } from "./errors.ts";
import { readPackage, type VerifiedPackage } from "./package/read.ts";

/** The network that a stage runs with. */
export interface LoadedStage {
  readonly stage: string;
  readonly file: string;
  readonly sha256: string;
  readonly precision: Variant["precision"];
  readonly network: Network;
  /** Spent in the network alone so far. */
  readonly spent: () => Stopwatch;
}

/** A model that passed its hashes and its self-test. It owns native memory: dispose it. */
export interface LoadedModel extends Disposable {
  readonly manifest: ModelManifest;
  readonly weightsSha256: string;
  /** By the file of the stage's reference variant, whichever variant it is that runs. */
  readonly networks: ReadonlyMap<string, Network>;
  /** In the order they run. */
  readonly stages: readonly LoadedStage[];
  /** Why a stage does not run, or no longer, as was chosen. */
  readonly notes: () => readonly ErrorRecord[];
  dispose(): Promise<void>;
}

export interface LoadOptions extends EngineOptions {
  readonly signal?: AbortSignal;
  /** By stage: which variant runs and where; without one the reference on the first of `providers` that can. */
  readonly choices?: Readonly<Record<string, VariantChoice>> | undefined;
  /** By stage: the inference server that runs it. Where that fails this computer does, with a note. */
  readonly remote?: Readonly<Record<string, RemoteStage>> | undefined;
}

/**
 * Loads a package folder: manifest, hash of every file, networks, self-test, in this order. A model that fails any of them is not
 * used. Where another variant or provider than the reference on the CPU fails its self-test, that is used, with a note.
 *
 * Throws InferenceError: package-missing, bad-manifest, hash-mismatch, engine-missing, load-failed, self-test-failed, out-of-memory.
 */
export async function loadModel(directory: string, options: LoadOptions = {}): Promise<LoadedModel> {
  const verified = readPackage(directory, options.signal);
  const { manifest, weightsSha256 } = verified;
  const stages: LoadedStage[] = [];
  const networks = new Map<string, Network>();
  const notes: ErrorRecord[] = [];
  const dispose = async () => {
    for (const { network } of stages.splice(0)) await network.dispose();
    networks.clear();
  };
  try {
    for (const stage of networksOf(manifest.pipeline)) {
      const loaded = await openStage(verified, stage, options, (error) => notes.push(toErrorRecord(error)));
      stages.push(loaded);
      if (!networks.has(referenceFile(stage.network))) networks.set(referenceFile(stage.network), loaded.network);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { manifest, weightsSha256, networks, stages, notes: () => notes, dispose };
}

type Note = (error: unknown) => void;

async function openStage(
  verified: VerifiedPackage,
  { id, network }: NamedNetwork,
  options: LoadOptions,
  note: Note,
): Promise<LoadedStage> {
  const remote = options.remote?.[id];
  const opened = remote
    ? await openRemote(verified, id, network, remote, options, note)
    : await openLocal(verified, id, network, options, note);
  const { timed: watched, spent } = timed(opened.network);
  return {
    stage: id,
    file: opened.variant.file,
    sha256: verified.manifest.files.find(({ path }) => path === opened.variant.file)?.sha256 ?? "",
    precision: opened.variant.precision,
    network: watched,
    spent,
  };
}

interface Opened {
  readonly variant: Variant;
  readonly network: Network;
}

/** The chosen variant; else the reference on each wanted provider in turn, the CPU last. */
async function openLocal(
  verified: VerifiedPackage,
  stage: string,
  { variants }: NetworkVariants,
  options: LoadOptions,
  note: Note,
): Promise<Opened> {
  // At least one by the schema.
  const reference = variants[0] as Variant;
  const choice = options.choices?.[stage];
  const chosen = variants.find(({ file }) => file === choice?.file);
  const providers = new Set([...(options.providers ?? []), "cpu" as const]);
  const attempts = [
    ...(choice && chosen ? [{ variant: chosen, provider: choice.provider }] : []),
    ...[...providers].map((provider) => ({ variant: reference, provider })),
  ];
  let refused: unknown;
  for (const { variant, provider } of attempts) {
    try {
      return await openTested(verified, stage, variant, () =>
        openOn(provider, verified.files.get(variant.file) ?? new Uint8Array(), variant.file, options.threads ?? 0),
      );
    } catch (error) {
      if (error instanceof InferenceError && (error.code === "engine-missing" || error.code === "out-of-memory")) throw error;
      refused = error;
      if (variant !== reference || provider !== "cpu") note(error);
    }
  }
  throw refused;
}

async function openTested(
  { manifest, files }: VerifiedPackage,
  stage: string,
  variant: Variant,
  open: () => Promise<Network>,
): Promise<Opened> {
  const network = await open();
  try {
    for (const test of testsOf(manifest, stage, variant, files)) await assertPasses(network, test, variant.file);
  } catch (error) {
    await network.dispose();
    throw error;
  }
  return { variant, network };
}

/** The server's network where it passes the self-test of the reference, else this computer's. */
async function openRemote(
  verified: VerifiedPackage,
  stage: string,
  network: NetworkVariants,
  config: RemoteStage,
  options: LoadOptions,
  note: Note,
): Promise<Opened> {
  const reference = network.variants[0] as Variant;
  try {
    const { network: there } = await openTested(verified, stage, reference, () => openRemoteNetwork(config));
    // The variant that the server stands for: what is found is traced to one.
    const here = async () => (await openLocal(verified, stage, network, { ...options, choices: undefined }, note)).network;
    return { variant: reference, network: createRemoteWithFallback(there, here, note) };
  } catch (error) {
    note(error);
    return openLocal(verified, stage, network, options, note);
  }
}
