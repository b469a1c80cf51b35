import { useEffect } from "react";
import type { Engine, ProviderMeasurement } from "../../../src/contract/index.ts";
import {
  dateAndTime,
  loadEngine,
  measureAgain,
  useAnalysisStore,
  useDynamicText,
  useEngineStore,
  useLanguage,
  useMessageText,
  useText,
} from "../../stores/index.ts";
import { Button, Notice } from "../../ui/index.ts";

type Measured = Engine["models"][number];

/** What models may take of this computer, and what each of their networks runs on here, by what was measured. */
export function EngineSection() {
  const text = useText();
  const say = useMessageText();
  const { engine, engineState } = useEngineStore();
  const models = useAnalysisStore((state) => state.models);
  useEffect(() => {
    void loadEngine();
  }, []);
  if (engineState.kind === "failed" && engine === undefined) {
    return (
      <Notice tone="bad" action={<Button onPress={loadEngine}>{text("common.retry")}</Button>}>
        {say({ kind: "error", error: engineState.error })}
      </Notice>
    );
  }
  if (engine === undefined) return <p className="quiet">{text("common.loading")}</p>;
  const { runsAtOnce, threads, limits } = engine;
  const usable = models.filter((model) => model.usable);
  return (
    <div className="engine" data-testid="engine">
      <p className="quiet">
        {text("engine.limits", {
          ...{ runs: runsAtOnce, threads, minutes: Math.round(limits.seconds / 60) },
          memory: (limits.memoryMb / 1024).toFixed(1),
        })}
      </p>
      {usable.map(({ id, version }) => (
        <ModelOnComputer
          key={id}
          id={id}
          version={version}
          measured={engine.models.find((one) => one.modelId === id && one.modelVersion === version)}
        />
      ))}
    </div>
  );
}

function ModelOnComputer(props: { readonly id: string; readonly version: string; readonly measured: Measured | undefined }) {
  const { id, version, measured } = props;
  const text = useText();
  const language = useLanguage();
  const model = useAnalysisStore(({ models }) => models.find((one) => one.id === id));
  return (
    <section className="engine-model" data-testid="engine-model" data-model={id} data-measured={measured !== undefined}>
      <div className="settings-line">
        <span>
          {model?.title[language] ?? id} {version}
          {" · "}
          {measured === undefined ? text("engine.notYet") : text("engine.measuredAt", { when: dateAndTime(measured.measuredAt) })}
        </span>
        <Button onPress={() => measureAgain(id)} testId="engine-measure">
          {text(measured === undefined ? "engine.measure" : "engine.measureAgain")}
        </Button>
      </div>
      {measured !== undefined && <Stages measured={measured} />}
    </section>
  );
}

function Stages({ measured: { measurements, choices } }: { readonly measured: Measured }) {
  const text = useText();
  const find = useDynamicText();
  const stages = [...new Set(measurements.map(({ stage }) => stage).filter((stage) => stage !== ""))];
  const out = (["failed", "absent"] as const).flatMap((outcome) => {
    const providers = new Set(measurements.filter((one) => one.outcome === outcome).map(({ provider }) => provider));
    return providers.size === 0 ? [] : [{ outcome, providers: [...providers] }];
  });
  return (
    <dl className="computer">
      {stages.map((stage) => (
        <div key={stage} data-line={stage}>
          <dt>{find(`engine.stage.${stage}`) ?? stage}</dt>
          <dd>
            {measurements
              .filter((one) => one.stage === stage && (one.outcome === "ok" || one.outcome === "wrong"))
              .map((one) => (
                <Line key={one.provider + one.file} one={one} isChosen={isChosen(choices[stage], one)} />
              ))}
          </dd>
        </div>
      ))}
      {out.map(({ outcome, providers }) => (
        <div key={outcome} data-line={outcome}>
          <dt>{text(`engine.${outcome}`)}</dt>
          <dd>{providers.map((provider) => text(`engine.provider.${provider}`)).join(text("common.listSeparator"))}</dd>
        </div>
      ))}
    </dl>
  );
}

function Line({ one, isChosen }: { readonly one: ProviderMeasurement; readonly isChosen: boolean }) {
  const text = useText();
  const { provider, file, outcome, runMs = 0 } = one;
  const time = outcome === "ok" ? text("engine.time", { ms: runMs.toFixed(runMs < 10 ? 1 : 0) }) : text("engine.wrong");
  const said = [text(`engine.provider.${provider}`), time, ...(isChosen ? [text("engine.chosen")] : [])];
  return (
    <span className="engine-line" data-chosen={isChosen}>
      {said.join(" · ")}
      <small>{file}</small>
    </span>
  );
}

function isChosen(choice: Measured["choices"][string] | undefined, { provider, file }: ProviderMeasurement): boolean {
  return choice?.provider === provider && choice.file === file;
}
