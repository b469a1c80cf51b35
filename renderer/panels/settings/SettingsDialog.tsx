import { HardDrive } from "lucide-react";
import { useState } from "react";
import type { Settings } from "../../../src/contract/index.ts";
import {
  changeLanguage,
  changeSettings,
  closeDialog,
  loadSettings,
  openDialog,
  tell,
  useAnalysisStore,
  useLanguage,
  useMessageText,
  useSettingsStore,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, LoadingState, Notice, Segmented, SelectField, Spinner, TextField, useOnce } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { ComputerSection } from "./ComputerSection.tsx";
import { DestinationFields } from "./DestinationFields.tsx";
import { type DestinationForm, formOf, parseDestination } from "./destination-form.ts";
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
  const [autoRunModelId, setAutoRun] = useState(settings.autoRunModelId);
  const [watchedFolders, setWatchedFolders] = useState(settings.watchedFolders);
  const [watchStillSeconds, setStillSeconds] = useState(settings.watchStillSeconds);
  const destination = parseDestination(form);

  const save = async () => {
    if (destination === undefined) return false;
    const change = { readerName: readerName.trim(), destination, autoRunModelId, watchedFolders, watchStillSeconds };
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
        <AutoRunField value={autoRunModelId} onChange={setAutoRun} />
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

function AutoRunField(props: { readonly value: string | null; readonly onChange: (id: string | null) => void }) {
  const text = useText();
  const language = useLanguage();
  const models = useAnalysisStore((state) => state.models);
  const options = [
    { value: "", label: text("settings.autoRunNone") },
    ...models.map((model) => ({
      value: model.id,
      label: model.usable ? model.title[language] : `${model.title[language]} · ${text("models.unusable")}`,
      disabled: !model.usable,
    })),
  ];
  return (
    <SelectField
      label={text("settings.autoRun")}
      value={props.value ?? ""}
      options={options}
      onChange={(id) => props.onChange(id === "" ? null : id)}
      hint={text("settings.autoRunHint")}
      testId="settings-auto-run"
    />
  );
}
