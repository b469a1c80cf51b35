import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ModelCard } from "../../../src/contract/index.ts";
import { useLanguage, useMessageText, useText } from "../../stores/index.ts";
import { Badge, Notice } from "../../ui/index.ts";
import { useAcceptsText } from "./accepts-text.ts";
import { CardText } from "./CardText.tsx";
import { ModelRuleFields } from "./ModelRuleFields.tsx";
import { OperatingPointField } from "./OperatingPointField.tsx";
import { SelfTest } from "./SelfTest.tsx";
import { VersionList } from "./VersionList.tsx";

/** One model: what it is, at which point it runs and on what, its versions, and its card in full. */
export function ModelCardView({ model }: { readonly model: ModelCard }) {
  const text = useText();
  const say = useMessageText();
  const language = useLanguage();
  const trust = model.versions.find(({ active }) => active)?.trust ?? "unsigned";
  return (
    <article className="model-card" data-testid="model-card" data-model={model.id} data-version={model.version}>
      <header>
        <h3>{model.title[language]}</h3>
        <span className="quiet" data-testid="model-version">
          {text("models.version", { version: model.version })}
        </span>
        <span className="model-badges">
          <Badge tone={trust === "unsigned" || trust === "unknown" ? "proposed" : "quiet"}>{text(`models.trust.${trust}`)}</Badge>
          <Badge tone={model.usable ? "accepted" : "bad"}>{text(model.usable ? "models.usable" : "models.unusable")}</Badge>
        </span>
      </header>
      {model.error !== undefined && <Notice tone="bad">{say({ kind: "error", error: model.error })}</Notice>}
      {/* What the program says of all of its models stands above them once. */}
      {model.regulatoryStatus[language] !== text("ai.noDevice") && (
        <p className="model-status">{model.regulatoryStatus[language]}</p>
      )}
      <p>{model.intendedUse[language]}</p>
      <div className="model-columns">
        <OperatingPointField model={model} />
        <ModelRuleFields model={model} />
      </div>
      <VersionList model={model} />
      <SelfTest model={model} />
      <Fold title={text("models.facts")} testId="model-facts">
        <Facts model={model} />
      </Fold>
      <Fold title={text("models.cardText")} testId="model-card-open">
        <CardText id={model.id} version={model.version} />
      </Fold>
    </article>
  );
}

function Facts({ model }: { readonly model: ModelCard }) {
  const text = useText();
  const language = useLanguage();
  const acceptsText = useAcceptsText();
  const data = model.training.data.map(({ name, licence, cases }) =>
    [name, cases === undefined ? "" : text("models.cases", { count: cases }), licence].filter(Boolean).join(" · "),
  );
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text("models.scored"), model.scored[language]],
    [text("models.proposes"), model.findings.map((title) => title[language]).join(text("common.listSeparator"))],
    [text("models.takes"), acceptsText(model)],
    [text("models.training"), model.training.summary[language]],
    [text("models.data"), data.length === 0 ? "" : <Lines key="data" lines={data} />],
    [text("models.publisher"), model.publisher],
    [text("models.licence"), model.licence],
    [text("models.explanation"), text(`models.explains.${model.explanation}`)],
    [text("models.weights"), model.weightsSha256 === "" ? "" : <code key="weights">{model.weightsSha256}</code>],
  ];
  return (
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
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** What is read seldom: its line opens it. */
function Fold(props: { readonly title: string; readonly testId: string; readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="model-fold">
      <button type="button" aria-expanded={isOpen} data-testid={props.testId} onClick={() => setOpen(!isOpen)}>
        <ChevronRight size={14} strokeWidth={1.75} aria-hidden />
        {props.title}
      </button>
      {isOpen && props.children}
    </div>
  );
}
