import { BrainCircuit, CircleQuestionMark, FolderInput, Inbox, Languages, Send, Settings } from "lucide-react";
import {
  changeLanguage,
  type Language,
  openDialog,
  pendingItems,
  useImportStore,
  useLanguage,
  useOutboxStore,
  useText,
} from "../stores/index.ts";
import { Button, IconButton } from "../ui/index.ts";

const OTHER: Readonly<Record<Language, Language>> = { en: "zh-CN", "zh-CN": "en" };

/** What can be opened from every screen: import, outbox, models, language, settings, help. */
export function StatusActions({ form }: { readonly form: "full" | "compact" }) {
  const text = useText();
  const language = useLanguage();
  const pending = useOutboxStore(({ items }) => pendingItems(items).length);
  const running = useImportStore(({ jobs, uploads }) => jobs.filter(({ state }) => state === "running").length + uploads.length);
  return (
    <div className="status-actions">
      {form === "full" ? (
        <Button icon={FolderInput} onPress={() => openDialog("import")} testId="open-import">
          {running > 0 ? text("import.running", { count: running }) : text("import.title")}
        </Button>
      ) : (
        <IconButton
          label={text("import.title")}
          icon={FolderInput}
          count={running}
          onPress={() => openDialog("import")}
          testId="open-import"
        />
      )}
      <IconButton
        label={pending > 0 ? text("outbox.pending", { count: pending }) : text("outbox.title")}
        icon={pending > 0 ? Send : Inbox}
        count={pending}
        onPress={() => openDialog("outbox")}
        testId="open-outbox"
      />
      {form === "full" && (
        <IconButton label={text("models.title")} icon={BrainCircuit} onPress={() => openDialog("models")} testId="open-models" />
      )}
      <IconButton
        label={text("app.otherLanguage")}
        icon={Languages}
        onPress={() => void changeLanguage(OTHER[language])}
        testId="switch-language"
      />
      <IconButton label={text("settings.title")} icon={Settings} onPress={() => openDialog("settings")} testId="open-settings" />
      <IconButton
        label={text("help.title")}
        icon={CircleQuestionMark}
        hint="?"
        onPress={() => openDialog("help")}
        testId="open-help"
      />
    </div>
  );
}
