import { join } from "node:path";
import { toErrorRecord } from "../../base/index.ts";
import { nameSchema } from "../contract/basics.ts";
import { type ActiveVersion, readActive, versionSchema } from "./active.ts";
import { foldersIn, type ListedModel, type PackageLister, packageFoldersIn } from "./list.ts";
import { readPublishers } from "./publishers.ts";
import { parseManifest, readManifestBytes, readSigned, weightsHash } from "./read.ts";
import { isRetired } from "./retired.ts";
import { type Signed, type Trust, trustOf } from "./signature.ts";
import { notInstalled } from "./store-errors.ts";
import { newestFirst } from "./version.ts";

/** A version of a model that is on this computer. */
export interface InstalledModel extends ListedModel {
  readonly id: string;
  readonly version: string;
  /** Comes with the program: always there, cannot be removed. */
  readonly builtIn: boolean;
  /** Only manifest and card are kept, for the results that name it. */
  readonly retired: boolean;
  /** The one of its model that is used. */
  readonly active: boolean;
  readonly trust: Trust | "built-in";
}

type Version = Omit<InstalledModel, "active">;

/** Where versions lie: the product's own packages in folders of folders, the installed ones as `<id>/<version>/`. */
interface Places {
  readonly directory: string;
  readonly builtIn: readonly string[];
}

/** Every version on this computer, or of one model: by id, newest first, with the one of each model that is used. */
export function listInstalled(places: Places, listPackage: PackageLister, id?: string): readonly InstalledModel[] {
  const all = [...versions(places, listPackage, id)].sort((a, b) =>
    a.id === b.id ? newestFirst(a.version, b.version) : a.id < b.id ? -1 : 1,
  );
  const actives = new Map<string, string | undefined>();
  for (const model of all) {
    if (actives.has(model.id)) continue;
    const same = all.filter((other) => other.id === model.id);
    actives.set(model.id, activeOf(same, readActive(join(places.directory, model.id))));
  }
  return all.map((model) => ({ ...model, active: actives.get(model.id) === model.version && !model.retired }));
}

function versions({ directory, builtIn }: Places, listPackage: PackageLister, id: string | undefined): readonly Version[] {
  const knownKeys = readPublishers(directory).map(({ publicKey }) => publicKey);
  const own = builtIn.flatMap((parent) =>
    packageFoldersIn(parent).map((folder): Version => {
      const listed = listPackage(join(parent, folder), folder);
      const names = { id: listed.manifest?.id ?? folder, version: listed.manifest?.version ?? "" };
      return { ...listed, ...names, builtIn: true, retired: false, trust: "built-in" };
    }),
  );
  const installed = (id === undefined ? foldersIn(directory) : [id])
    .filter((name) => nameSchema.safeParse(name).success)
    .flatMap((name) =>
      foldersIn(join(directory, name))
        .filter((version) => versionSchema.safeParse(version).success)
        .map((version) => readVersion(join(directory, name, version), name, version, listPackage))
        .map((model): Version => ({ ...model, trust: trustOf(model.signed ?? UNSIGNED, knownKeys) })),
    );
  const all = [...own, ...installed.filter((model) => !own.some((shipped) => isSame(shipped, model)))];
  return all.filter((model) => id === undefined || model.id === id);
}

const UNSIGNED: Signed = { state: "unsigned" };

function readVersion(directory: string, id: string, version: string, listPackage: PackageLister): Omit<Version, "trust"> {
  const common = { directory, folder: version, id, version, builtIn: false } as const;
  if (!isRetired(directory)) {
    const listed = listPackage(directory, version);
    const isMisplaced = listed.manifest !== undefined && !isSame(listed.manifest, { id, version });
    return { ...listed, ...common, retired: false, ...(isMisplaced ? { error: toErrorRecord(notInstalled(id, version)) } : {}) };
  }
  try {
    const bytes = readManifestBytes(directory);
    const manifest = parseManifest(bytes);
    const signed = readSigned(directory, manifest, bytes);
    return { ...common, manifest, weightsSha256: weightsHash(manifest), signed, retired: true };
  } catch {
    return { ...common, retired: true };
  }
}

/** The version in use: the one chosen, else one of those before it that is still there, else the newest. */
function activeOf(versions: readonly Version[], choice: ActiveVersion | undefined): string | undefined {
  const there = versions.filter(({ retired }) => !retired);
  const wanted = choice ? [choice.active, ...choice.previous] : [];
  const chosen = wanted.find((wish) => there.some(({ version }) => version === wish));
  return chosen ?? (there.find(({ error }) => !error) ?? there[0])?.version;
}

function isSame(
  a: { readonly id: string; readonly version: string },
  b: { readonly id: string; readonly version: string },
): boolean {
  return a.id === b.id && a.version === b.version;
}
