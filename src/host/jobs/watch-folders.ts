import { type FSWatcher, watch } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { type Disposable, toErrorRecord } from "../../base/index.ts";
import type { WatchedFolder } from "../../contract/index.ts";
import { readSettings } from "../settings.ts";
import type { UploadedPath } from "../tasks/types.ts";
import type { Workstation } from "../workstation.ts";
import { type RunningImport, startImport } from "./import.ts";

export interface WatchedFolders extends Disposable {
  readonly list: () => readonly WatchedFolder[];
  /** Takes over what the settings now say. */
  readonly refresh: () => void;
}

export interface WatchTimes {
  /** A look without being told of a change: network folders tell of none. */
  readonly lookEveryMs: number;
  /** Looks while something is not still yet. */
  readonly pendingEveryMs: number;
  /** After an import that failed as a whole (a full disk), before the same files are tried again. */
  readonly afterFailureMs: number;
}

const usualTimes: WatchTimes = { lookEveryMs: 30_000, pendingEveryMs: 1000, afterFailureMs: 5 * 60_000 };
/** Files looked at in one folder, and folders below it; more than that is no place to watch. */
const maxFiles = 200_000;
const maxDepth = 32;
/** Files handed to one import: the rest follows with the next. */
const maxFilesAtOnce = 5000;

/**
 * Looks after the folders of the settings: a file there that has kept its size and time for a while is imported, once; the file itself is
 * left as it is. What was taken is in the imports' journal, so that a restart imports nothing again.
 */
export function watchFolders(workstation: Workstation, times: WatchTimes = usualTimes): WatchedFolders {
  const watchers = new Map<string, FolderWatch>();
  const stopped = new Set<string>();
  const list = () => [
    ...[...watchers.values()].map((each) => each.current()),
    ...[...stopped].map((path) => ({ path, state: "stopped" as const, pending: 0, taken: 0, lastLookAt: null })),
  ];
  const tell = () => workstation.events.emit({ type: "watched-folders", folders: [...list()] });
  const refresh = () => {
    const { watchedFolders } = readSettings(workstation.workspace);
    const wanted = new Set(watchedFolders.filter(({ enabled }) => enabled).map(({ path }) => path));
    for (const [path, each] of watchers) {
      if (wanted.has(path)) continue;
      each.dispose();
      watchers.delete(path);
    }
    for (const path of wanted) if (!watchers.has(path)) watchers.set(path, new FolderWatch(workstation, path, times, tell));
    stopped.clear();
    for (const { path, enabled } of watchedFolders) if (!enabled) stopped.add(path);
    tell();
  };
  refresh();
  return {
    list,
    refresh,
    dispose() {
      for (const each of watchers.values()) each.dispose();
      watchers.clear();
    },
  };
}

interface Seen {
  readonly fingerprint: string;
  readonly sinceMs: number;
}

interface Found {
  readonly path: string;
  readonly byteLength: number;
  readonly fingerprint: string;
}

/** One folder: what is seen there, since when, and the import that is under way. */
class FolderWatch implements Disposable {
  readonly #workstation: Workstation;
  readonly #path: string;
  readonly #times: WatchTimes;
  readonly #tell: () => void;
  readonly #seen = new Map<string, Seen>();
  readonly #stop = new AbortController();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #again = false;
  #running: RunningImport | undefined;
  #status: WatchedFolder;

  constructor(workstation: Workstation, path: string, times: WatchTimes, tell: () => void) {
    this.#workstation = workstation;
    this.#path = path;
    this.#times = times;
    this.#tell = tell;
    this.#status = { path, state: "watching", pending: 0, taken: 0, lastLookAt: null };
    void this.#look();
  }

  current(): WatchedFolder {
    return this.#status;
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#running?.cancel();
  }

  /** One look at a time; a change that is told of meanwhile makes another one. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#looking = true;
    this.#again = false;
    let nextMs = this.#times.lookEveryMs;
    try {
      nextMs = await this.#lookOnce();
    } catch (error) {
      this.#fail(error);
    }
    this.#looking = false;
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#look(), this.#again ? this.#times.pendingEveryMs : nextMs).unref();
  }

  /** Gives when to look again. */
  async #lookOnce(): Promise<number> {
    const { journal } = this.#workstation.imports;
    const files = await listFiles(this.#path, this.#stop.signal);
    if (this.#stop.signal.aborted) return 0;
    this.#listen();
    const fresh = files.filter(({ path, fingerprint }) => !journal.isTaken(path, fingerprint));
    const still = this.#stillOf(fresh);
    const status = { pending: fresh.length - still.length, lastLookAt: this.#workstation.now().toISOString() };
    if (still.length > 0) return this.#take(still.slice(0, maxFilesAtOnce), status);
    this.#show({ ...status, state: fresh.length > 0 ? "waiting" : "watching" });
    return fresh.length > 0 ? this.#times.pendingEveryMs : this.#times.lookEveryMs;
  }

  /** The files that are as they were for long enough. */
  #stillOf(fresh: readonly Found[]): Found[] {
    const nowMs = performance.now();
    const stillMs = readSettings(this.#workstation.workspace).watchStillSeconds * 1000;
    const before = new Map(this.#seen);
    this.#seen.clear();
    return fresh.filter(({ path, fingerprint }) => {
      const known = before.get(path);
      const seen = known?.fingerprint === fingerprint ? known : { fingerprint, sinceMs: nowMs };
      this.#seen.set(path, seen);
      return nowMs - seen.sinceMs >= stillMs;
    });
  }

  async #take(files: readonly Found[], status: Partial<WatchedFolder>): Promise<number> {
    const place: UploadedPath[] = files.map(({ path, byteLength }) => ({
      name: relative(this.#path, path).split(sep).join("/"),
      path,
      byteLength,
    }));
    this.#show({ ...status, state: "importing" });
    this.#running = startImport(this.#workstation, place, { origin: "watched", label: basename(this.#path) });
    const job = await this.#running.finished;
    this.#running = undefined;
    if (job.state === "done") {
      this.#workstation.imports.journal.markTaken(files);
      this.#show({ state: "watching", taken: this.#status.taken + files.length });
      return this.#times.pendingEveryMs;
    }
    if (job.state === "failed") this.#show({ state: "failed", ...(job.error === undefined ? {} : { error: job.error }) });
    // The files are looked at anew then: a second job in the list would only repeat this one.
    if (!this.#stop.signal.aborted) this.#workstation.imports.journal.forget(job.id);
    return this.#times.afterFailureMs;
  }

  /** Listens for changes where the system tells of them; the looks in between find what it does not tell. */
  #listen(): void {
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(this.#path, { recursive: true, persistent: false }, () => void this.#look());
      this.#watcher.on("error", () => this.#deafen());
    } catch {
      this.#deafen();
    }
  }

  #deafen(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #fail(error: unknown): void {
    this.#deafen();
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    const lastLookAt = this.#workstation.now().toISOString();
    this.#workstation.log.warn("watch", { code: code ?? toErrorRecord(error).code });
    this.#show({ state: isMissing ? "missing" : "failed", lastLookAt, error: isMissing ? missing : unreadable });
  }

  #show(change: Partial<WatchedFolder>): void {
    const { error: _, ...before } = this.#status;
    const next = { ...before, ...change };
    const isNews = JSON.stringify({ ...next, lastLookAt: "" }) !== JSON.stringify({ ...this.#status, lastLookAt: "" });
    this.#status = next;
    if (isNews && !this.#stop.signal.aborted) this.#tell();
  }
}

const missing: NonNullable<WatchedFolder["error"]> = {
  area: "sources",
  code: "not-found",
  message: "The watched folder is not there. It is looked for again and again; check the path or the connection.",
  details: {},
};
const unreadable: NonNullable<WatchedFolder["error"]> = {
  area: "sources",
  code: "unreadable",
  message: "The system did not let the watched folder be read. Check its permissions.",
  details: {},
};

/** Ordinary files below a folder, with size and time; links and copies in the making are left out. */
async function listFiles(root: string, signal: AbortSignal): Promise<readonly Found[]> {
  const found: Found[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !isInTheMaking(name));
    for (const entry of entries) {
      if (signal.aborted || found.length >= maxFiles) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < maxDepth) await walk(path, depth + 1).catch(() => undefined);
      else if (entry.isFile()) found.push(...(await foundAt(path)));
    }
  };
  await walk(root, 0);
  return found;
}

async function foundAt(path: string): Promise<Found[]> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat?.isFile()) return [];
  return [{ path, byteLength: stat.size, fingerprint: `${stat.size}:${stat.mtimeMs}` }];
}

/** Names that programs give to a file until it is whole. */
function isInTheMaking(name: string): boolean {
  return name.startsWith(".") || /\.(part|partial|crdownload|tmp)$/i.test(name);
}
