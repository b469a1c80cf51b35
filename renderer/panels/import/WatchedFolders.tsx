import type { WatchedFolder } from "../../../src/contract/index.ts";
import { changeSettings, useImportStore, useMessageText, useSettingsStore, useText } from "../../stores/index.ts";
import { Badge, Button } from "../../ui/index.ts";

const TONES = {
  watching: "accepted",
  waiting: "accent",
  importing: "accent",
  stopped: "quiet",
  missing: "bad",
  failed: "bad",
} as const;

/** The folders that are looked after, how each fares, and how to stop and start it. */
export function WatchedFolders() {
  const text = useText();
  const folders = useImportStore(({ watchedFolders }) => watchedFolders);
  if (folders.length === 0) return null;
  return (
    <section className="watched-folders" data-testid="watched-folders">
      <h3>{text("import.watched")}</h3>
      <ul>
        {folders.map((folder) => (
          <WatchedRow key={folder.path} folder={folder} />
        ))}
      </ul>
    </section>
  );
}

function WatchedRow({ folder }: { readonly folder: WatchedFolder }) {
  const text = useText();
  const say = useMessageText();
  const { path, state, pending, taken, error } = folder;
  const isStopped = state === "stopped";
  return (
    <li className="watched-folder" data-state={state}>
      <span className="import-entry-path">{path}</span>
      <Badge tone={TONES[state]}>{text(`import.watchState.${state}`, { count: pending })}</Badge>
      {taken > 0 && <span className="quiet">{text("import.watchTaken", { count: taken })}</span>}
      <Button tone="quiet" onPress={() => setEnabled(path, isStopped)}>
        {text(isStopped ? "import.watchStart" : "import.watchStop")}
      </Button>
      {state === "missing" && <span className="import-entry-reason">{text("import.watchMissing")}</span>}
      {state === "failed" && error !== undefined && <span className="import-entry-reason">{say({ kind: "error", error })}</span>}
    </li>
  );
}

async function setEnabled(path: string, enabled: boolean): Promise<void> {
  const watched = useSettingsStore.getState().settings?.watchedFolders ?? [];
  await changeSettings({ watchedFolders: watched.map((each) => (each.path === path ? { ...each, enabled } : each)) });
}
