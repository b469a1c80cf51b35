import { PackagePlus } from "lucide-react";
import { useRef } from "react";
import { takeInModel, useMessageText, useModelsStore, useText } from "../../stores/index.ts";
import { Button, Notice } from "../../ui/index.ts";
import { Distrusted } from "./Distrusted.tsx";
import { InView } from "./InView.tsx";

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
        <InView>
          <Distrusted file={distrusted.file} error={distrusted.state.error} />
        </InView>
      )}
    </section>
  );
}
