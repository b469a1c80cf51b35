import { PackagePlus } from "lucide-react";
import { useRef } from "react";
import { dropInstall, takeInModel, useMessageText, useModelsStore, useText } from "../../stores/index.ts";
import { Button, Notice } from "../../ui/index.ts";

/** Takes in a model's package from a file; what nobody known signed only after a second word. */
export function InstallModel() {
  const text = useText();
  const say = useMessageText();
  const field = useRef<HTMLInputElement>(null);
  const { installState, distrusted } = useModelsStore();
  return (
    <section className="model-install">
      <h3>{text("models.install.title")}</h3>
      <p className="quiet">{text("models.install.hint")}</p>
      <input
        ref={field}
        type="file"
        accept=".zip,.hounsfield-model"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={text("models.install.choose")}
        data-testid="model-file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again after it was mended.
          event.target.value = "";
          if (file !== undefined) void takeInModel(file);
        }}
      />
      <div>
        <Button
          icon={PackagePlus}
          busy={installState.kind === "loading"}
          onPress={() => field.current?.click()}
          testId="model-install"
        >
          {text(installState.kind === "loading" ? "models.install.going" : "models.install.choose")}
        </Button>
      </div>
      {installState.kind === "failed" && <Notice tone="bad">{say({ kind: "error", error: installState.error })}</Notice>}
      {distrusted?.state.kind === "failed" && (
        <Notice
          tone="proposed"
          testId="model-distrusted"
          action={
            <span className="model-confirm">
              <Button tone="quiet" onPress={dropInstall}>
                {text("common.cancel")}
              </Button>
              <Button tone="bad" onPress={() => takeInModel(distrusted.file, true)} testId="model-accept-unsigned">
                {text("models.install.anyway")}
              </Button>
            </span>
          }
        >
          {say({ kind: "error", error: distrusted.state.error })}
        </Notice>
      )}
    </section>
  );
}
