import { Download, RotateCcw, Search, Upload } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import {
  type Action,
  type ActionGroup,
  currentActions,
  giveKey,
  holderOf,
  type KeymapPreset,
  keysInForce,
  useActionLabel,
} from "../../actions/index.ts";
import {
  changePreference,
  closeDialog,
  findDynamicText,
  type Preference,
  useLanguage,
  useOtherWords,
  usePreference,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, Notice, Segmented, TextField } from "../../ui/index.ts";
import { search } from "../palette/search.ts";
import { Toaster } from "../Toaster.tsx";
import { ActionKeys, type WantedKey } from "./ActionKeys.tsx";
import { readKeymapFile, saveKeymapFile } from "./keymap-file.ts";
import { MouseFields } from "./MouseFields.tsx";
import "./keymap.css";

type Keymap = Preference<"keymap">;

const PRESETS: readonly { readonly value: KeymapPreset; readonly label: string; readonly testId: string }[] = [
  { value: "ohif", label: "OHIF", testId: "keymap-ohif" },
  { value: "weasis", label: "Weasis", testId: "keymap-weasis" },
];

/** Which key and which button does what: a keymap to begin with, and the reader's own changes. */
export function KeymapDialog() {
  const text = useText();
  const keymap = usePreference("keymap");
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState<WantedKey>();
  const [isRefused, setRefused] = useState(false);
  const put = (next: Keymap) => {
    setWanted(undefined);
    setRefused(false);
    void changePreference("keymap", next);
  };
  const want = (next: WantedKey | undefined) => {
    const isFree = next?.key !== undefined && holderOf(keymap, next.key, next.id) === undefined;
    if (next !== undefined && isFree) put(giveKey(keymap, next.id, next.key as string, next.instead));
    else setWanted(next);
  };
  return (
    <Dialog
      title={text("keymap.title")}
      closeLabel={text("common.close")}
      form="wide"
      onClose={closeDialog}
      news={<Toaster form="inline" />}
      testId="keymap-dialog"
      footer={<KeymapFoot keymap={keymap} onPut={put} onRefused={() => setRefused(true)} />}
    >
      <div className="keymap">
        <div className="keymap-head">
          <Segmented
            label={text("keymap.preset")}
            value={keymap.preset}
            options={PRESETS}
            onChange={(preset) => put({ ...keymap, preset })}
          />
          <TextField
            label={text("keymap.search")}
            hideLabel
            icon={Search}
            type="search"
            placeholder={text("keymap.search")}
            value={typed}
            maxLength={60}
            onChange={setTyped}
            testId="keymap-search"
          />
        </div>
        <p className="quiet">{text("keymap.hint")}</p>
        {isRefused && (
          <Notice tone="bad" testId="keymap-refused">
            {text("keymap.refused")}
          </Notice>
        )}
        <ActionList keymap={keymap} typed={typed} wanted={wanted} onWanted={want} onPut={put} />
        {typed === "" && <MouseFields keymap={keymap} onPut={put} />}
      </div>
    </Dialog>
  );
}

function ActionList(props: {
  readonly keymap: Keymap;
  readonly typed: string;
  readonly wanted: WantedKey | undefined;
  readonly onWanted: (wanted: WantedKey | undefined) => void;
  readonly onPut: (keymap: Keymap) => void;
}) {
  const text = useText();
  const language = useLanguage();
  const label = useActionLabel();
  // Found by both languages.
  useOtherWords();
  const { keymap, typed } = props;
  const keys = useMemo(() => keysInForce(keymap), [keymap]);
  const actions = currentActions();
  const list = actions.map((action) => ({
    id: action.id,
    action,
    words: [
      label(action),
      findDynamicText(language === "en" ? "zh-CN" : "en", `action.${action.id}`) ?? "",
      ...(keys[action.id] ?? []),
    ],
  }));
  const found = search(list, typed, undefined).map(({ action }) => action);
  const groups = [...Map.groupBy(found, ({ group }) => group)] as [ActionGroup, readonly Action[]][];
  return (
    <>
      {groups.map(([group, members]) => (
        <section key={group} className="keymap-group">
          <h3>{text(`actions.group.${group}`)}</h3>
          <ul>
            {members.map((action) => (
              <ActionKeys key={action.id} {...props} action={action} keys={keys[action.id] ?? []} />
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && <p className="quiet">{text("palette.none")}</p>}
    </>
  );
}

function KeymapFoot(props: {
  readonly keymap: Keymap;
  readonly onPut: (keymap: Keymap) => void;
  readonly onRefused: () => void;
}) {
  const text = useText();
  const { keymap, onPut, onRefused } = props;
  const file = useRef<HTMLInputElement>(null);
  const isChanged = Object.keys(keymap.keys).length > 0;
  return (
    <>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={text("keymap.import")}
        data-testid="keymap-file"
        onChange={async ({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          currentTarget.value = "";
          if (chosen === undefined) return;
          const read = await readKeymapFile(chosen);
          if (read === undefined) onRefused();
          else onPut(read);
        }}
      />
      <Button icon={Upload} tone="quiet" onPress={() => file.current?.click()} testId="keymap-import">
        {text("keymap.import")}
      </Button>
      <Button icon={Download} tone="quiet" onPress={() => saveKeymapFile(keymap)} testId="keymap-export">
        {text("keymap.export")}
      </Button>
      <Button
        icon={RotateCcw}
        disabledReason={isChanged ? undefined : text("keymap.unchanged")}
        onPress={() => onPut({ ...keymap, keys: {} })}
        testId="keymap-reset"
      >
        {text("keymap.resetAll")}
      </Button>
    </>
  );
}
