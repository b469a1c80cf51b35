import type { Analysis } from "../../../src/contract/index.ts";
import {
  allSeries,
  dateAndTime,
  showSideTab,
  stopAnalysis,
  useAnalysisStore,
  useLanguage,
  useMessageText,
  useStudyStore,
  useText,
} from "../../stores/index.ts";
import { Badge, Button, Notice, ProgressBar } from "../../ui/index.ts";
import { useUnknownText } from "../models/unknown-text.ts";
import { useStepText } from "../step-text.ts";
import { useFallbackText } from "./fallback-text.ts";
import { ImageScores } from "./ImageScores.tsx";
import { isRefusal } from "./is-refusal.ts";
import { seriesName } from "./series-name.ts";

const TONES = { queued: "quiet", running: "accent", done: "accepted", cancelled: "quiet", failed: "bad" } as const;

/** One run of a model: how far it is, what it found, or why it failed. */
export function AnalysisCard({ analysis }: { readonly analysis: Analysis }) {
  const text = useText();
  const say = useMessageText();
  const language = useLanguage();
  const model = useAnalysisStore(({ models }) => models.find(({ id }) => id === analysis.modelId));
  const detail = useStudyStore((state) => state.detail);
  const series = allSeries(detail).find(({ seriesInstanceUid }) => seriesInstanceUid === analysis.seriesInstanceUid);
  const isRefused = isRefusal(analysis);
  const going = analysis.state === "queued" || analysis.state === "running";
  return (
    <article className="analysis" data-testid="analysis" data-state={analysis.state}>
      <header>
        <span className="analysis-model">
          {model?.title[language] ?? analysis.modelId} <span className="quiet">{analysis.modelVersion}</span>
        </span>
        <Badge tone={isRefused ? "proposed" : TONES[analysis.state]}>
          {text(`ai.state.${isRefused ? "refused" : analysis.state}`)}
        </Badge>
      </header>
      {going && <Going analysis={analysis} />}
      {analysis.state === "done" && (
        <div className="analysis-line">
          <span>{text("ai.found", { count: analysis.proposalCount, seconds: (analysis.seconds ?? 0).toFixed(1) })}</span>
          {analysis.proposalCount > 0 && (
            <Button tone="quiet" onPress={() => showSideTab("findings")} testId="ai-to-findings">
              {text("ai.toFindings")}
            </Button>
          )}
        </div>
      )}
      <ImageScores analysis={analysis} model={model} />
      <Reservations analysis={analysis} />
      {analysis.error !== undefined && (
        <Notice tone={isRefused ? "proposed" : "bad"} testId="analysis-error">
          {say({ kind: "error", error: analysis.error })}
        </Notice>
      )}
      <p className="quiet">{[seriesName(series), dateAndTime(analysis.startedAt)].filter(Boolean).join(" · ")}</p>
    </article>
  );
}

/** What is to be borne in mind of a run that is done: what nobody knows of the series, and what ran otherwise than was chosen. */
function Reservations({ analysis: { unknown = [], engine } }: { readonly analysis: Analysis }) {
  const text = useText();
  const unknownText = useUnknownText();
  const fallbackText = useFallbackText();
  const notes = engine?.notes ?? [];
  return (
    <>
      {unknown.length > 0 && (
        <Notice tone="proposed" testId="analysis-unknown">
          {text("ai.unknown", { facts: unknownText(unknown) })}
        </Notice>
      )}
      {notes.length > 0 && <Notice testId="analysis-fell-back">{text("ai.fellBack", { reason: fallbackText(notes) })}</Notice>}
    </>
  );
}

function Going({ analysis }: { readonly analysis: Analysis }) {
  const text = useText();
  const stepText = useStepText();
  const percent = Math.round(analysis.progress.fraction * 100);
  return (
    <>
      <ProgressBar fraction={analysis.state === "queued" ? undefined : analysis.progress.fraction} label={text("ai.progress")} />
      <div className="analysis-line">
        <span className="quiet">
          {stepText(analysis.progress.step)} {analysis.state === "running" && text("common.percent", { percent })}
        </span>
        <Button tone="quiet" onPress={() => stopAnalysis(analysis.id)} testId="ai-cancel">
          {text("common.cancel")}
        </Button>
      </div>
    </>
  );
}
