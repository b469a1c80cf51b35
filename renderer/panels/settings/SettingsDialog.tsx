import { BrainCircuit, HardDrive } from "lucide-react";
import { useState } from "react";
import type { Settings } from "../../../src/contract/index.ts";
import {
  changeLanguage,
  changeSettings,
  closeDialog,
  loadSettings,
  openDialog,
  tell,
  useLanguage,
  useMessageText,
  useSettingsStore,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, LoadingState, Notice, Segmented, Spinner, TextField, useOnce } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { ComputerSection } from "./ComputerSection.tsx";
import { DestinationFields } from "./DestinationFields.tsx";
import { type DestinationForm, formOf, parseDestination } from "./destination-form.ts";
import { EngineSection } from "./EngineSection.tsx";
import { LANGUAGES } from "./languages.ts";
import { SaveDialog } from "./SaveDialog.tsx";
import { WatchSection } from "./WatchSection.tsx";

/** What the reader chooses once: language, name, where reports go, which model runs by itself. */
export function SettingsDialog() {
  const text = useText();
  const say = useMessageText();
  const { settings, loadState } = useSettingsStore();
  if (settings !== undefined) return <SettingsForm key={settings.destination.kind} settings={settings} />;
  return (
    <Dialog
      title={text("settings.title")}
      closeLabel={text("common.close")}
      onClose={closeDialog}
      news={<Toaster form="inline" />}
    >
      {loadState.kind === "failed" ? (
        <Notice tone="bad" action={<Button onPress={loadSettings}>{text("common.retry")}</Button>}>
          {say({ kind: "error", error: loadState.error })}
        </Notice>
      ) : (
        <LoadingState label={text("common.loading")} />
      )}
    </Dialog>
  );
}

function SettingsForm({ settings }: { readonly settings: Settings }) {
  const text = useText();
  const [readerName, setReaderName] = useState(settings.readerName);
  const [form, setForm] = useState<DestinationForm>(() => formOf(settings.destination));
  const [watchedFolders, setWatchedFolders] = useState(settings.watchedFolders);
  const [watchStillSeconds, setStillSeconds] = useState(settings.watchStillSeconds);
  const destination = parseDestination(form);

  const save = async () => {
    if (destination === undefined) return false;
    const change = { readerName: readerName.trim(), destination, watchedFolders, watchStillSeconds };
    const isKept = await changeSettings(change);
    if (isKept) tell("settings.saved", {}, "good");
    return isKept;
  };

  return (
    <SaveDialog
      title={text("settings.title")}
      testId="settings-dialog"
      onSave={save}
      invalid={destination === undefined ? text("settings.destination.incomplete") : undefined}
      saveTestId="settings-save"
    >
      <ReaderSection readerName={readerName} onReaderName={setReaderName} />
      <section className="settings-section">
        <h3>{text("settings.destination.title")}</h3>
        <p className="quiet">{text("settings.destination.hint")}</p>
        <DestinationFields form={form} onChange={setForm} />
      </section>
      <WatchSection
        folders={watchedFolders}
        stillSeconds={watchStillSeconds}
        onFolders={setWatchedFolders}
        onStillSeconds={setStillSeconds}
      />
      <section className="settings-section">
        <h3>{text("settings.ai")}</h3>
        <p className="quiet">{text("settings.modelsHint")}</p>
        <div>
          <Button icon={BrainCircuit} onPress={() => openDialog("models")} testId="settings-models">
            {text("settings.models")}
          </Button>
        </div>
        <EngineSection />
      </section>
      <ComputerSection />
      <section className="settings-section">
        <h3>{text("archive.title")}</h3>
        <div>
          <Button icon={HardDrive} onPress={() => openDialog("archive")} testId="open-archive">
            {text("archive.open")}
          </Button>
        </div>
      </section>
    </SaveDialog>
  );
}

function ReaderSection(props: { readonly readerName: string; readonly onReaderName: (name: string) => void }) {
  const text = useText();
  const language = useLanguage();
  const { press: choose, isBusy } = useOnce(changeLanguage);
  return (
    <section className="settings-section">
      <h3>{text("settings.reader")}</h3>
      <div className="settings-line">
        <span>
          {text("settings.language")} {isBusy && <Spinner />}
        </span>
        <Segmented
          label={text("settings.language")}
          value={language}
          options={LANGUAGES.map((option) => ({ ...option, testId: `language-${option.value}` }))}
          onChange={choose}
        />
      </div>
      <TextField
        label={text("settings.readerName")}
        value={props.readerName}
        maxLength={64}
        onChange={props.onReaderName}
        hint={text("settings.readerNameHint")}
        testId="settings-reader-name"
      />
    </section>
  );
}
