import { BrainCircuit } from "lucide-react";
import type { ModelCard } from "../../../src/contract/index.ts";
import { closeDialog, loadModels, useAnalysisStore, useLanguage, useMessageText, useText } from "../../stores/index.ts";
import { Badge, Button, Dialog, EmptyState, LoadingState, Notice } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import "./settings.css";
import "./models.css";

/** A card for every installed model: what it is for, what it scored, and why it cannot be used where that is so. */
export function ModelsDialog() {
  const text = useText();
  return (
    <Dialog
      title={text("models.title")}
      closeLabel={text("common.close")}
      form="wide"
      onClose={closeDialog}
      news={<Toaster form="inline" />}
      testId="models-dialog"
    >
      <ModelList />
    </Dialog>
  );
}

function ModelList() {
  const text = useText();
  const say = useMessageText();
  const { models, modelsState } = useAnalysisStore();
  if (modelsState.kind === "failed") {
    return (
      <Notice tone="bad" action={<Button onPress={loadModels}>{text("common.retry")}</Button>}>
        {say({ kind: "error", error: modelsState.error })}
      </Notice>
    );
  }
  if (models.length === 0 && modelsState.kind !== "ready") return <LoadingState label={text("common.loading")} />;
  if (models.length === 0) return <EmptyState icon={BrainCircuit} title={text("models.none")} />;
  return (
    <div className="models">
      <Notice>{text("models.notice")}</Notice>
      {models.map((model) => (
        <ModelCardView key={model.id} model={model} />
      ))}
    </div>
  );
}

function ModelCardView({ model }: { readonly model: ModelCard }) {
  const text = useText();
  const say = useMessageText();
  const language = useLanguage();
  const facts: readonly [string, string][] = [
    [text("models.intendedUse"), model.intendedUse[language]],
    [text("models.scored"), model.scored[language]],
    [text("models.modalities"), model.modalities.join(" ")],
    [text("models.licence"), model.licence],
    [text("models.weights"), model.weightsSha256.slice(0, 16)],
  ];
  return (
    <article className="model-card" data-testid="model-card">
      <header>
        <h3>{model.title[language]}</h3>
        <span className="quiet">{text("models.version", { version: model.version })}</span>
        <Badge tone={model.usable ? "accepted" : "bad"}>{text(model.usable ? "models.usable" : "models.unusable")}</Badge>
      </header>
      {model.error !== undefined && <Notice tone="bad">{say({ kind: "error", error: model.error })}</Notice>}
      <dl>
        {facts
          .filter(([, value]) => value !== "")
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </article>
  );
}
