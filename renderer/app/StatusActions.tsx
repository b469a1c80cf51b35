import { BrainCircuit, CircleQuestionMark, FolderInput, Inbox, Languages, Send, Settings } from "lucide-react";
import {
  changeLanguage,
  type ImportProgress,
  importProgress,
  type Language,
  openDialog,
  pendingItems,
  type Text,
  useImportStore,
  useLanguage,
  useOutboxStore,
  useText,
} from "../stores/index.ts";
import { Button, IconButton } from "../ui/index.ts";

const OTHER: Readonly<Record<Language, Language>> = { en: "zh-CN", "zh-CN": "en" };

function progressText({ seen, total, fraction }: ImportProgress, text: Text): string {
  if (fraction === undefined || total === undefined) return text("import.progressUnknown", { seen });
  return text("import.progress", { percent: Math.floor(100 * fraction), seen, total });
}

/** What can be opened from every screen: import, outbox, models, language, settings, help. */
export function StatusActions({ form }: { readonly form: "full" | "compact" }) {
  const text = useText();
  const language = useLanguage();
  const pending = useOutboxStore(({ items }) => pendingItems(items).length);
  const imports = useImportStore();
  const progress = importProgress(imports);
  return (
    <div className="status-actions">
      {form === "full" || progress !== undefined ? (
        <Button
          icon={FolderInput}
          tone={progress === undefined ? "plain" : "primary"}
          title={progress === undefined ? undefined : progressText(progress, text)}
          onPress={() => openDialog("import")}
          testId="open-import"
        >
          {progress === undefined
            ? text("import.title")
            : progress.fraction === undefined
              ? `${progress.seen}`
              : text("import.chip", { percent: Math.floor(100 * progress.fraction) })}
        </Button>
      ) : (
        <IconButton label={text("import.title")} icon={FolderInput} onPress={() => openDialog("import")} testId="open-import" />
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
        onPress={() => changeLanguage(OTHER[language])}
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
