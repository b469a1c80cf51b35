import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Archive, openArchive } from "../archive/index.ts";
import { type Disposable, DisposableStore, type Log } from "../base/index.ts";
import { type Outbox, openOutbox } from "../outbox/index.ts";
import { openWorkspace, type Workspace } from "../workspace/index.ts";
import { type Analyses, openAnalyses } from "./analysis/analyses.ts";
import { createFetchPort, embeddedUrl } from "./embedded-store.ts";
import { createEventHub, type EventHub } from "./events.ts";
import type { RunningImport } from "./jobs/import.ts";
import { type ImportJournal, openImportJournal } from "./jobs/import-journal.ts";
import type { WatchedFolders } from "./jobs/watch-folders.ts";
import { type ModelShelf, openModelShelf } from "./model-shelf.ts";
import { createSeriesFramesCache, type SeriesFramesCache } from "./series-frames-cache.ts";
import { moveNamedModel } from "./settings.ts";
import type { TaskRunner } from "./tasks/types.ts";

export interface WorkstationPorts {
  /** Everything the workstation keeps lies under this folder. */
  readonly dataDirectory: string;
  /** Folders with the product's own model packages; installed ones lie in the data folder. */
  readonly modelDirectories: readonly string[];
  readonly templateDirectory: string;
  readonly tasks: TaskRunner;
  readonly log: Log;
  readonly now?: () => Date;
}

/** The imports' journal on the disk, and the jobs of this run by id. */
export interface Imports {
  readonly journal: ImportJournal;
  readonly running: Map<string, RunningImport>;
  /** The folders that are looked after; there only while background work goes on. */
  watched: WatchedFolders | undefined;
}

/** Everything a job needs, opened once: the stores, the worker processes, the event hub. */
export interface Workstation extends Disposable {
  readonly dataDirectory: string;
  readonly archiveDirectory: string;
  readonly cacheDirectory: string;
  readonly importsDirectory: string;
  readonly templateDirectory: string;
  readonly archive: Archive;
  readonly workspace: Workspace;
  readonly outbox: Outbox;
  readonly imports: Imports;
  readonly models: ModelShelf;
  readonly analyses: Analyses;
  readonly seriesFrames: SeriesFramesCache;
  readonly tasks: TaskRunner;
  readonly events: EventHub;
  readonly log: Log;
  readonly now: () => Date;
}

/** Opens the stores under a data folder, making it where there is none. The caller disposes. */
export function openWorkstation(ports: WorkstationPorts): Workstation {
  const { dataDirectory, tasks, log, now = () => new Date() } = ports;
  const archiveDirectory = join(dataDirectory, "archive");
  const cacheDirectory = join(dataDirectory, "cache");
  const importsDirectory = join(dataDirectory, "imports");
  // For its owner's eyes only, also where the data folder itself was made by somebody else.
  for (const folder of [cacheDirectory, archiveDirectory]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const owned = new DisposableStore();
  owned.add(tasks);
  const archive = owned.add(openArchive(archiveDirectory, { log }));
  const workspace = owned.add(openWorkspace(join(dataDirectory, "workspace"), { log }));
  moveNamedModel(workspace);
  const journal = owned.add(openImportJournal(importsDirectory));
  const analyses = owned.add(openAnalyses({ dataDirectory, tasks, log, now }));
  const events = createEventHub(log);
  const fetch = createFetchPort(archive, log, () => events.emit({ type: "studies" }));
  const outbox = owned.add(openOutbox({ directory: join(dataDirectory, "outbox"), fetch, embeddedUrl, log, now }));
  return {
    dataDirectory,
    archiveDirectory,
    cacheDirectory,
    importsDirectory,
    templateDirectory: ports.templateDirectory,
    archive,
    workspace,
    outbox,
    imports: { journal, running: new Map(), watched: undefined },
    models: openModelShelf({
      directory: join(dataDirectory, "models"),
      builtIn: ports.modelDirectories,
      selfTest: async (modelDirectory, signal) => void (await tasks.run("try-model", { modelDirectory }, { signal })),
      now,
    }),
    analyses,
    seriesFrames: createSeriesFramesCache({ archive, tasks }),
    tasks,
    events,
    log,
    now,
    dispose: () => owned.dispose(),
  };
}
