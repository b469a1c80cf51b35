import { createHash } from "node:crypto";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../../storage/index.ts";
import { nameSchema } from "../contract/basics.ts";
import { readActive, writeActive, writeJson } from "./active.ts";
import { type InstalledModel, listInstalled } from "./installed.ts";
import { createPackageLister } from "./list.ts";
import { type Publisher, readPublishers, writePublishers } from "./publishers.ts";
import { readManifestBytes } from "./read.ts";
import { finishAllRetiring, INSTALLED, isRetired, restore, retireVersion } from "./retired.ts";
import { trustOf } from "./signature.ts";
import { type StagedPackage, stagePackage, sweepStaging } from "./stage.ts";
import { alreadyInstalled, isBuiltIn, nothingToRollBack, notInstalled, notTrusted, toInstallError } from "./store-errors.ts";

export interface InstallOptions {
  /** Also without a signature, or with one of a key that is no known publisher's. */
  readonly acceptUnsigned?: boolean;
  /** Fingerprint of the key that it must be signed with: its signer is a known publisher from then on. */
  readonly trustedKey?: string | undefined;
  readonly signal?: AbortSignal;
}

/** The models on this computer, versions side by side. Every change is one rename: killed at any moment, the store is as before or as after. */
export interface ModelStore {
  /** Every version, by id, newest first. */
  list(): readonly InstalledModel[];
  /**
   * Takes in a package, folder or ZIP: all of it is checked, its self-test is run, then it is there and active.
   *
   * Throws InferenceError: those of `unpackArchive` and `checkFolder`, not-trusted, already-installed, self-test-failed, install-failed.
   */
  install(path: string, options?: InstallOptions): Promise<InstalledModel>;
  /** Uses this version from now on. Throws `inference/not-installed`. */
  activate(id: string, version: string): InstalledModel;
  /** Uses the version that was used before. Throws `inference/not-installed`, `inference/nothing-to-roll-back`. */
  rollback(id: string): InstalledModel;
  /** What `rollback` would use, or null. */
  previous(id: string): string | null;
  /** Whose signed packages are taken in without asking. */
  publishers(): readonly Publisher[];
  /** Names a publisher, anew where the key is known already. */
  trust(publisher: Publisher): void;
  /** Asks again before packages of this key are taken in. */
  distrust(publicKey: string): void;
  /** Removes a version but its manifest and card. Throws `inference/not-installed`, `inference/built-in`. */
  retire(id: string, version: string): void;
}

export interface ModelStoreOptions {
  /** Where installed versions lie: `<id>/<version>/`. */
  readonly directory: string;
  /** Folders with the product's own packages, one folder each. */
  readonly builtIn: readonly string[];
  /** Runs the self-test of a package folder, in another process; rejects where it fails. */
  readonly selfTest: (directory: string, signal?: AbortSignal) => Promise<void>;
  readonly now?: () => Date;
}

const STAGING = ".staging";

export function openModelStore({ directory, builtIn, selfTest, now = () => new Date() }: ModelStoreOptions): ModelStore {
  const listPackage = createPackageLister();
  const staging = join(directory, STAGING);
  sweepStaging(staging);
  finishAllRetiring(directory);
  const list = (id?: string) =>
    id === undefined || nameSchema.safeParse(id).success ? listInstalled({ directory, builtIn }, listPackage, id) : [];

  const others = (publicKey: string) => readPublishers(directory).filter((publisher) => publisher.publicKey !== publicKey);

  /** Who becomes a known publisher with this package, if anybody. Throws `inference/not-trusted`. */
  function allowed({ manifest, signed }: StagedPackage, options: InstallOptions): Publisher | undefined {
    const known = readPublishers(directory).map(({ publicKey }) => publicKey);
    if (trustOf(signed, known) === "known") return undefined;
    if (signed.state === "signed" && signed.fingerprint === options.trustedKey)
      return { name: signed.signer, publicKey: signed.publicKey };
    if (options.acceptUnsigned !== true) throw notTrusted(manifest, signed);
    return undefined;
  }

  function trustKey(publisher: Publisher): void {
    writePublishers(directory, [...others(publisher.publicKey), publisher]);
  }

  function use(id: string, version: string, previous: readonly string[]): InstalledModel {
    writeActive(join(directory, id), { active: version, previous: [...previous] });
    return found(id, version);
  }

  function found(id: string, version: string): InstalledModel {
    const model = list(id).find((one) => one.version === version && !one.retired);
    if (!model) throw notInstalled(id, version);
    return model;
  }

  const activeVersion = (id: string) => list(id).find(({ active }) => active)?.version;

  /** Uses a version in place of the one that was in use. */
  function replace(id: string, current: string | undefined, version: string): InstalledModel {
    const before = readActive(join(directory, id))?.previous ?? [];
    return use(id, version, current === undefined || current === version ? before : [current, ...before]);
  }

  /** The versions that were used before and are still there, latest first; without a record of it the older ones. */
  function previousVersions(id: string): readonly string[] {
    const current = activeVersion(id);
    const usable = list(id)
      .filter(({ retired }) => !retired)
      .map(({ version }) => version);
    const older = usable.slice(current === undefined ? 0 : usable.indexOf(current) + 1);
    const before = readActive(join(directory, id))?.previous ?? older;
    return before.filter((version) => version !== current && usable.includes(version));
  }

  function place(staged: StagedPackage): void {
    const { id, version } = staged.manifest;
    const target = join(directory, id, version);
    mkdirSync(join(directory, id), { recursive: true, mode: 0o700 });
    if (isRetired(target)) {
      restore(staged, target);
      return;
    }
    renameSync(staged.directory, target);
    syncFolder(join(directory, id));
  }

  return {
    list: () => list(),
    async install(path, options = {}) {
      const { signal } = options;
      const staged = await stagePackage(path, staging, signal).catch((error: unknown) => {
        throw toInstallError(error);
      });
      try {
        const { manifest } = staged;
        const toTrust = allowed(staged, options);
        const current = activeVersion(manifest.id);
        const there = list(manifest.id).find(({ version }) => version === manifest.version);
        const isBroken = there?.error !== undefined && !there.builtIn;
        if (there && !isBroken && !isSamePackage(there, staged)) throw alreadyInstalled(manifest);
        if (!there || there.retired || isBroken) {
          await selfTest(staged.directory, signal);
          signal?.throwIfAborted();
          writeJson(staged.directory, INSTALLED, { installedAt: now().toISOString() });
          if (there && isBroken) retireVersion(there.directory, now());
          place(staged);
        }
        // Only now: one that fails its checks makes nobody known.
        if (toTrust) trustKey(toTrust);
        return replace(manifest.id, current, manifest.version);
      } catch (error) {
        throw toInstallError(error);
      } finally {
        staged.dispose();
      }
    },
    activate(id, version) {
      found(id, version);
      return replace(id, activeVersion(id), version);
    },
    rollback(id) {
      if (activeVersion(id) === undefined) throw notInstalled(id, "");
      const [previous, ...before] = previousVersions(id);
      if (previous === undefined) throw nothingToRollBack(id);
      return use(id, previous, before);
    },
    publishers: () => readPublishers(directory),
    trust: trustKey,
    distrust(publicKey) {
      writePublishers(directory, others(publicKey));
    },
    previous: (id) => previousVersions(id)[0] ?? null,
    retire(id, version) {
      const model = found(id, version);
      if (model.builtIn) throw isBuiltIn(id, version);
      retireVersion(model.directory, now());
    },
  };
}

function isSamePackage(there: InstalledModel, staged: StagedPackage): boolean {
  try {
    const [a, b] = [there.directory, staged.directory].map((at) =>
      createHash("sha256").update(readManifestBytes(at)).digest("hex"),
    );
    return a === b;
  } catch {
    return false;
  }
}
