import { FolderPlus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Settings } from "../../../src/contract/index.ts";
import { useText } from "../../stores/index.ts";
import { Button, IconButton, TextField } from "../../ui/index.ts";

type Watched = Settings["watchedFolders"];

/** As many as the settings hold. */
const MOST = 16;

/** Which folders are looked after, and how long a file there must be still. */
export function WatchSection(props: {
  readonly folders: Watched;
  readonly stillSeconds: number;
  readonly onFolders: (folders: Watched) => void;
  readonly onStillSeconds: (seconds: number) => void;
}) {
  const { folders, stillSeconds, onFolders, onStillSeconds } = props;
  const text = useText();
  const [path, setPath] = useState("");
  const wanted = path.trim();
  const isWhole = /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(wanted);
  const isNew = folders.every((folder) => folder.path !== wanted);
  const reason = folders.length >= MOST ? "most" : !isWhole ? "needsPath" : isNew ? undefined : "isKnown";
  const add = () => {
    onFolders([...folders, { path: wanted, enabled: true }]);
    setPath("");
  };
  return (
    <section className="settings-section">
      <h3>{text("settings.watch.title")}</h3>
      <p className="quiet">{text("settings.watch.hint")}</p>
      <ul className="settings-watched" data-testid="settings-watched">
        {folders.length === 0 && <li className="quiet">{text("settings.watch.none")}</li>}
        {folders.map((folder) => (
          <li key={folder.path}>
            <span className="settings-watched-path">{folder.path}</span>
            <IconButton
              size="small"
              icon={Trash2}
              label={text("settings.watch.remove")}
              onPress={() => onFolders(folders.filter((each) => each !== folder))}
            />
          </li>
        ))}
      </ul>
      <div className="settings-watch-add">
        <TextField label={text("settings.watch.path")} value={path} onChange={setPath} testId="settings-watch-path" />
        <Button
          icon={FolderPlus}
          disabledReason={reason === undefined ? undefined : text(`settings.watch.${reason}`, { count: MOST })}
          onPress={add}
          testId="settings-watch-add"
        >
          {text("settings.watch.add")}
        </Button>
      </div>
      <TextField
        label={text("settings.watch.still")}
        type="number"
        value={String(stillSeconds)}
        onChange={(value) => onStillSeconds(Math.min(3600, Math.max(1, Math.round(Number(value)) || 1)))}
      />
    </section>
  );
}
