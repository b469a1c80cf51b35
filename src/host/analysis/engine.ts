import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isAbort, type Log, toErrorRecord } from "../../base/index.ts";
import { type ProviderMeasurement, providerMeasurementSchema } from "../../contract/index.ts";
import { absentProvider, allProviders, type Provider } from "../../inference/index.ts";
import { writeFlushed } from "../../storage/index.ts";
import { productVersion } from "../product.ts";
import { threadsOfARun } from "../tasks/capacity.ts";
import type { TaskRunner } from "../tasks/types.ts";

/** A model as it is measured: one version, by its networks. */
export interface MeasuredModel {
  readonly directory: string;
  readonly id: string;
  readonly version: string;
  readonly weightsSha256: string;
}

const measuredSchema = z.object({
  modelId: z.string().max(64),
  modelVersion: z.string().max(32),
  measuredAt: z.string().max(40),
  measurements: z.array(providerMeasurementSchema).max(500),
});
export type Measured = z.infer<typeof measuredSchema>;

const fileSchema = z.object({ machine: z.string(), models: z.record(z.string().regex(/^[0-9a-f]{64}$/), measuredSchema) });

/** What each provider does with the networks of a model on this computer: measured once for it and this edition of the program. */
export interface Engine {
  /** Measures where that was not done yet. @throws AbortError; AreaError where the package cannot be used at all */
  measured(model: MeasuredModel, options?: { readonly signal?: AbortSignal; readonly anew?: boolean }): Promise<Measured>;
  /** By the networks' hash. */
  known(): ReadonlyMap<string, Measured>;
}

const FILE = "engine.json";
/** How it is measured: another number makes what was measured otherwise void. */
const METHOD = 2;
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MODELS_KEPT = 50;
/** Of one provider: compiling for a graphics processor takes its time, a driver that hangs takes for ever. */
const LIMITS = { seconds: 120, memoryBytes: 4 * 2 ** 30 };

export interface EngineOptions {
  readonly directory: string;
  readonly tasks: TaskRunner;
  readonly log: Log;
  readonly now: () => Date;
}

export function openEngine({ directory, tasks, log, now }: EngineOptions): Engine {
  const path = join(directory, FILE);
  const machine = describeMachine();
  const underWay = new Map<string, Promise<Measured>>();
  const read = (): Map<string, Measured> => {
    try {
      if (statSync(path).size > MAX_FILE_BYTES) return new Map();
      const stored = fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
      return stored.machine === machine ? new Map(Object.entries(stored.models)) : new Map();
    } catch {
      // Not there, of another computer or edition, or damaged: measured anew.
      return new Map();
    }
  };
  const keep = (hash: string, measured: Measured) => {
    const models = read();
    models.delete(hash);
    models.set(hash, measured);
    const newest = [...models].slice(-MODELS_KEPT);
    try {
      writeReplacing(directory, path, JSON.stringify({ machine, models: Object.fromEntries(newest) }));
    } catch (error) {
      // A full disk costs a measurement at the next start.
      log.warn("engine-not-kept", { code: toErrorRecord(error).code });
    }
  };
  async function measure({ directory: modelDirectory, id, version, weightsSha256 }: MeasuredModel, signal?: AbortSignal) {
    const measurements: ProviderMeasurement[] = [];
    let built: readonly Provider[] = allProviders;
    for (const provider of allProviders) {
      if (!built.includes(provider)) {
        measurements.push(toStored(absentProvider(provider)));
        continue;
      }
      try {
        const input = { modelDirectory, provider, threads: threadsOfARun() };
        const done = await tasks.run("measure-provider", input, { signal, limits: LIMITS, priority: 5 });
        built = done.built;
        measurements.push(...done.measurements.map(toStored));
      } catch (error) {
        signal?.throwIfAborted();
        // Without the CPU there is nothing to choose from: the run itself says what is wrong with the package.
        if (isAbort(error) || provider === "cpu") throw error;
        measurements.push(toStored({ provider, stage: "", file: "", outcome: "failed", error: toErrorRecord(error) }));
      }
    }
    const measured: Measured = { modelId: id, modelVersion: version, measuredAt: now().toISOString(), measurements };
    keep(weightsSha256, measured);
    const fine = measurements.filter(({ outcome }) => outcome === "ok").map(({ provider }) => provider);
    log.info("engine-measured", { model: id, providers: [...new Set(fine)].join(" ") });
    return measured;
  }
  return {
    async measured(model, { signal, anew = false } = {}) {
      const known = anew ? undefined : read().get(model.weightsSha256);
      if (known) return known;
      const key = model.weightsSha256;
      const measuring = underWay.get(key) ?? measure(model, signal).finally(() => underWay.delete(key));
      underWay.set(key, measuring);
      return measuring;
    },
    known: read,
  };
}

type Told = Awaited<ReturnType<typeof absentProvider>>;

function toStored(measurement: Told): ProviderMeasurement {
  if (measurement.outcome === "ok") return measurement;
  const { error, ...rest } = measurement;
  // What a driver says may be pages long.
  return { ...rest, error: { ...error, message: error.message.slice(0, 300), details: { ...error.details } } };
}

function writeReplacing(directory: string, path: string, text: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}`;
  rmSync(partial, { force: true });
  writeFlushed(partial, Buffer.from(text));
  renameSync(partial, path);
}

/** Changes when a time that was measured no longer holds. */
function describeMachine(): string {
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const parts = [
    process.platform,
    process.arch,
    cpus()[0]?.model ?? "",
    availableParallelism(),
    memoryGb,
    productVersion,
    METHOD,
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}
