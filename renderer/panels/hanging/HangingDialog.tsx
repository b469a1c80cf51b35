import { Copy, Download, LayoutGrid, Pencil, Plus, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import type { HangingProtocol } from "../../../src/contract/index.ts";
import {
  allProtocols,
  closeDialog,
  draftFrom,
  draftFromScreen,
  exportProtocols,
  importProtocols,
  removeProtocol,
  saveProtocol,
  tell,
  useLocalText,
  usePreference,
  useStudyStore,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, EmptyState, IconButton, useOnce } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { ProtocolEditor } from "./ProtocolEditor.tsx";
import "./hanging.css";

/** The reader's own hanging protocols: made from what is on the screen or from another one, changed, renamed, exchanged as a file. */
export function HangingDialog() {
  const text = useText();
  const [draft, setDraft] = useState<HangingProtocol>();
  if (draft !== undefined) {
    return (
      <ProtocolEditor
        draft={draft}
        onChange={setDraft}
        onLeave={() => setDraft(undefined)}
        onSave={async () => {
          if (await saveProtocol(draft)) setDraft(undefined);
        }}
      />
    );
  }
  return (
    <Dialog
      title={text("hanging.manageTitle")}
      closeLabel={text("common.close")}
      form="wide"
      onClose={closeDialog}
      news={<Toaster form="inline" />}
      testId="hanging-dialog"
    >
      <div className="hanging-dialog">
        <Exchange onDraft={setDraft} />
        <OwnProtocols onEdit={setDraft} />
        <ShippedProtocols onCopy={setDraft} />
      </div>
    </Dialog>
  );
}

function Exchange({ onDraft }: { readonly onDraft: (draft: HangingProtocol) => void }) {
  const text = useText();
  const { own } = usePreference("hanging-protocols");
  const isOpen = useStudyStore((state) => state.detail !== undefined);
  const file = useRef<HTMLInputElement>(null);
  const { press: take, isBusy } = useOnce(read);
  const make = () => {
    const draft = draftFromScreen(text("hanging.newName"), text("hanging.stageName", { number: 1 }));
    if (draft === undefined) tell("hanging.nothingShown");
    else onDraft(draft);
  };
  return (
    <div className="hanging-actions">
      <Button
        icon={Plus}
        tone="primary"
        onPress={make}
        disabledReason={isOpen ? undefined : text("hanging.needsStudy")}
        testId="hanging-from-screen"
      >
        {text("hanging.fromScreen")}
      </Button>
      <Button
        icon={Download}
        onPress={() => saveText(exportProtocols(), "hanging-protocols.json")}
        disabledReason={own.length === 0 ? text("hanging.noneOwn") : undefined}
        testId="hanging-export"
      >
        {text("hanging.export")}
      </Button>
      <Button icon={Upload} busy={isBusy} onPress={() => file.current?.click()}>
        {text("hanging.import")}
      </Button>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={text("hanging.import")}
        data-testid="hanging-import"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = "";
          if (chosen !== undefined) take(chosen);
        }}
      />
    </div>
  );
}

/** Larger files are none of these. */
const FILE_BYTES_MOST = 2 * 1024 * 1024;

async function read(file: File): Promise<void> {
  const count = file.size > FILE_BYTES_MOST ? undefined : await importProtocols(await file.text());
  if (count === undefined) tell("hanging.notAFile");
  else tell("hanging.imported", { count });
}

/** Hands a text to the reader as a file. */
function saveText(content: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function OwnProtocols({ onEdit }: { readonly onEdit: (protocol: HangingProtocol) => void }) {
  const text = useText();
  const say = useLocalText();
  const { own } = usePreference("hanging-protocols");
  if (own.length === 0) {
    return (
      <EmptyState icon={LayoutGrid} title={text("hanging.noneOwn")}>
        {text("hanging.noneOwnHint")}
      </EmptyState>
    );
  }
  return (
    <section>
      <h3 className="hanging-heading">{text("hanging.ownTitle")}</h3>
      <ul className="hanging-table" data-testid="hanging-own-list">
        {own.map((protocol) => (
          <li key={protocol.id} className="hanging-row" data-protocol={protocol.id}>
            <span className="hanging-row-name">
              {say(protocol.name)}
              <small>{summaryOf(protocol, text("common.separator"))}</small>
            </span>
            <IconButton
              label={text("hanging.edit")}
              icon={Pencil}
              size="small"
              onPress={() => onEdit(protocol)}
              testId="hanging-edit"
            />
            <IconButton
              label={text("hanging.copy")}
              icon={Copy}
              size="small"
              onPress={() => onEdit(draftFrom(protocol, text("hanging.copyOf", { name: say(protocol.name) })))}
            />
            <IconButton
              label={text("hanging.exportOne")}
              icon={Download}
              size="small"
              onPress={() => saveText(exportProtocols([protocol]), `hanging-${protocol.id}.json`)}
            />
            <IconButton
              label={text("hanging.remove")}
              icon={Trash2}
              size="small"
              onPress={() => removeProtocol(protocol.id)}
              testId="hanging-remove"
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ShippedProtocols({ onCopy }: { readonly onCopy: (draft: HangingProtocol) => void }) {
  const text = useText();
  const say = useLocalText();
  const { own } = usePreference("hanging-protocols");
  const shipped = allProtocols().filter(({ id }) => own.every((one) => one.id !== id));
  return (
    <section>
      <h3 className="hanging-heading">{text("hanging.shippedTitle")}</h3>
      <ul className="hanging-table">
        {shipped.map((protocol) => (
          <li key={protocol.id} className="hanging-row">
            <span className="hanging-row-name">
              {say(protocol.name)}
              <small>{protocol.stages.map(({ name }) => say(name)).join(" · ")}</small>
            </span>
            <IconButton
              label={text("hanging.copy")}
              icon={Copy}
              size="small"
              onPress={() => onCopy(draftFrom(protocol, text("hanging.copyOf", { name: say(protocol.name) })))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function summaryOf({ fits }: HangingProtocol, separator: string): string {
  return [...fits.modality, ...(fits.bodyPart ?? []).slice(0, 4), ...(fits.description ?? []).slice(0, 4)].join(separator);
}
