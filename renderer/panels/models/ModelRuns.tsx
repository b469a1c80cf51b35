import type { ModelRun } from "../../../src/contract/index.ts";
import {
  closeDialog,
  dateAndTime,
  dicomDate,
  goTo,
  loadModelRuns,
  studyHash,
  useAnalysisStore,
  useLanguage,
  useMessageText,
  useModelsStore,
  useText,
} from "../../stores/index.ts";
import { Badge, Button, Notice } from "../../ui/index.ts";
import { isRefusal } from "../ai/is-refusal.ts";

const TONES = { queued: "quiet", running: "accent", done: "accepted", cancelled: "quiet", failed: "bad" } as const;

/** What ran where and how fast: the last runs over all studies. */
export function ModelRuns() {
  const text = useText();
  const say = useMessageText();
  const { runs, runsState } = useModelsStore();
  return (
    <section className="model-runs">
      <h3>{text("models.runs.title")}</h3>
      {runsState.kind === "failed" && (
        <Notice tone="bad" action={<Button onPress={loadModelRuns}>{text("common.retry")}</Button>}>
          {say({ kind: "error", error: runsState.error })}
        </Notice>
      )}
      {runs.length === 0 && runsState.kind === "ready" && <p className="quiet">{text("models.runs.none")}</p>}
      {runs.length > 0 && (
        <div className="model-runs-table">
          <table data-testid="model-runs">
            <thead>
              <tr>
                {(["when", "model", "study", "series", "where", "seconds", "found"] as const).map((column) => (
                  <th key={column} scope="col">
                    {text(`models.runs.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <RunRow key={run.analysisId} run={run} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function RunRow({ run }: { readonly run: ModelRun }) {
  const text = useText();
  const language = useLanguage();
  const model = useAnalysisStore(({ models }) => models.find(({ id }) => id === run.modelId));
  const open = () => {
    closeDialog();
    goTo(studyHash(run.studyInstanceUid));
  };
  const where = [run.provider?.toUpperCase(), ...run.precisions].filter(Boolean).join(" · ");
  return (
    <tr data-testid="model-run" data-state={run.state}>
      <td>{dateAndTime(run.startedAt)}</td>
      <td>
        {model?.title[language] ?? run.modelId} <span className="quiet">{run.modelVersion}</span>
      </td>
      <td>
        <button type="button" className="model-run-study" onClick={open}>
          {[run.studyDate === "" ? "" : dicomDate(run.studyDate), run.studyDescription].filter(Boolean).join(" ") ||
            text("models.runs.noName")}
        </button>
      </td>
      <td>
        {[run.modality, run.seriesNumber, run.seriesDescription].filter((part) => part !== null && part !== "").join(" · ")}
      </td>
      <td>{where === "" ? "–" : where}</td>
      <td className="model-run-number">{run.seconds === null ? "–" : run.seconds.toFixed(1)}</td>
      <td className="model-run-number">
        <Outcome run={run} />
      </td>
    </tr>
  );
}

/** How many it found, or why it found none. */
function Outcome({ run }: { readonly run: ModelRun }) {
  const text = useText();
  const say = useMessageText();
  if (run.state === "done") return run.proposalCount;
  const isRefused = isRefusal(run);
  return (
    <span title={run.error && say({ kind: "error", error: run.error })}>
      <Badge tone={isRefused ? "proposed" : TONES[run.state]}>{text(`ai.state.${isRefused ? "refused" : run.state}`)}</Badge>
    </span>
  );
}
