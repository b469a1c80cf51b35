import { BrainCircuit, Play } from "lucide-react";
import { useState } from "react";
import {
  allSeries,
  knownSeries,
  loadModels,
  openDialog,
  runModel,
  useAnalysisStore,
  useLanguage,
  useMessageText,
  useModelRule,
  useSeriesStore,
  useSplitName,
  useStudyStore,
  useText,
} from "../../stores/index.ts";
import { Button, EmptyState, LoadingState, Notice, SelectField } from "../../ui/index.ts";
import { pointInForce } from "../models/operating-point.ts";
import { useActiveSeriesUid } from "../toolbar/use-availability.ts";
import { AnalysisCard } from "./AnalysisCard.tsx";
import { type ChosenModel, modelToOffer, reasonNotToRun } from "./run-availability.ts";
import { seriesName } from "./series-name.ts";
import "./ai.css";

/** Run a model on the series in the active viewport, and what runs came to. */
export function AiPanel() {
  const text = useText();
  const say = useMessageText();
  const { models, modelsState, analyses, analysesState } = useAnalysisStore();
  if (modelsState.kind === "failed" && models.length === 0) {
    return (
      <div className="panel-pad">
        <Notice tone="bad" action={<Button onPress={loadModels}>{text("common.retry")}</Button>}>
          {say({ kind: "error", error: modelsState.error })}
        </Notice>
      </div>
    );
  }
  if (models.length === 0 && modelsState.kind !== "ready") return <LoadingState label={text("common.loading")} />;
  if (models.length === 0) return <EmptyState icon={BrainCircuit} title={text("models.none")} />;
  return (
    <div className="ai">
      <RunForm />
      {analysesState.kind === "failed" && <Notice tone="bad">{say({ kind: "error", error: analysesState.error })}</Notice>}
      <section className="ai-runs">
        <h2>{text("ai.runs")}</h2>
        {analyses.length === 0 ? (
          <p className="quiet">{text("ai.noRuns")}</p>
        ) : (
          analyses.map((analysis) => <AnalysisCard key={analysis.id} analysis={analysis} />)
        )}
      </section>
      <Button tone="quiet" icon={BrainCircuit} onPress={() => openDialog("models")}>
        {text("ai.cards")}
      </Button>
    </div>
  );
}

function RunForm() {
  const text = useText();
  const language = useLanguage();
  const { models, analyses } = useAnalysisStore();
  const detail = useStudyStore((state) => state.detail);
  const uid = useActiveSeriesUid();
  const series = allSeries(detail).find(({ seriesInstanceUid }) => seriesInstanceUid === uid);
  const [chosen, setChosen] = useState<ChosenModel>();
  const model = modelToOffer(models, series, chosen);
  const rule = useModelRule(model?.id ?? "");
  const reason = reasonNotToRun(model, series, analyses, rule);
  const point = model && pointInForce(model, rule.operatingPoint);
  return (
    <section className="ai-run">
      <SelectField
        label={text("ai.model")}
        value={model?.id ?? ""}
        options={models.map(({ id, title, version }) => ({ value: id, label: `${title[language]} ${version}` }))}
        onChange={(id) => setChosen({ id, modality: series?.modality })}
        testId="ai-model"
      />
      <p className="ai-intended">{model?.intendedUse[language]}</p>
      {point !== undefined && (
        <p className="quiet" title={point.meaning[language]} data-testid="ai-operating-point">
          {text("ai.operatingPoint", { title: point.title[language] })}
        </p>
      )}
      <p className="quiet">{text("ai.onSeries", { series: seriesName(series) ?? text("ai.noSeries") })}</p>
      <StackNotice seriesInstanceUid={uid} />
      <Button
        tone="primary"
        icon={Play}
        disabledReason={reason === undefined ? undefined : text(reason, { modality: series?.modality ?? "" })}
        onPress={() => series !== undefined && model !== undefined && runModel(series.seriesInstanceUid, model.id)}
        testId="ai-run"
      >
        {text("ai.run")}
      </Button>
      <Notice>{text("findings.aiOnlyProposes")}</Notice>
      <p className="ai-no-device" data-testid="ai-no-device">
        {text("ai.noDevice")}
      </p>
    </section>
  );
}

/** Where a series is several stacks, which of them a model reads: not always the one before the eye. */
function StackNotice({ seriesInstanceUid }: { readonly seriesInstanceUid: string | undefined }) {
  const text = useText();
  const name = useSplitName();
  const main = useSeriesStore(({ details }) => knownSeries(details, seriesInstanceUid));
  const splits = main?.splits ?? [];
  const read = splits.find(({ index }) => index === main?.split);
  if (splits.length < 2 || read === undefined) return null;
  return (
    <p className="quiet" data-testid="ai-stack">
      {text("ai.onStack", { name: name(read), count: splits.length })}
    </p>
  );
}
