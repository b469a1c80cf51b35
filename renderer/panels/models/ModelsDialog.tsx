import { BrainCircuit } from "lucide-react";
import { useEffect } from "react";
import {
  closeDialog,
  dropInstall,
  loadModelRuns,
  loadModels,
  useAnalysisStore,
  useMessageText,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, EmptyState, LoadingState, Notice } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { InstallModel } from "./InstallModel.tsx";
import { ModelCardView } from "./ModelCardView.tsx";
import { ModelRuns } from "./ModelRuns.tsx";
import { PublisherList } from "./PublisherList.tsx";
import "./models.css";

/** The models of this workstation: what each is for and how it scored, at which point and on what it runs, its versions; and how to get more. */
export function ModelsDialog() {
  const text = useText();
  useEffect(() => {
    // Installed from the command line or by another window meanwhile.
    void loadModels();
    void loadModelRuns();
    return dropInstall;
  }, []);
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
  if (modelsState.kind === "failed" && models.length === 0) {
    return (
      <Notice tone="bad" action={<Button onPress={loadModels}>{text("common.retry")}</Button>}>
        {say({ kind: "error", error: modelsState.error })}
      </Notice>
    );
  }
  if (models.length === 0 && modelsState.kind !== "ready") return <LoadingState label={text("common.loading")} />;
  return (
    <div className="models">
      <p className="models-status" data-testid="models-no-device">
        {text("ai.noDevice")}
      </p>
      <p className="quiet">{text("models.notice")}</p>
      {models.length === 0 && <EmptyState icon={BrainCircuit} title={text("models.none")} />}
      {models.map((model) => (
        <ModelCardView key={model.id} model={model} />
      ))}
      <InstallModel />
      <PublisherList />
      <ModelRuns />
    </div>
  );
}
