import { ChevronRight, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ModelCard } from "../../../src/contract/index.ts";
import type { Finding, ModelProvenance } from "../../../src/findings/index.ts";
import { dateAndTime, openDialog, tell, useAnalysisStore, useDynamicText, useLanguage, useText } from "../../stores/index.ts";
import { Button, IconButton } from "../../ui/index.ts";
import { useUnknownText } from "../models/unknown-text.ts";
import { versionRemark } from "../models/version-remark.ts";

interface ModelOriginProps {
  readonly finding: Finding;
  readonly provenance: ModelProvenance;
}

/** Which model, at which operating point, where and when; what it is not; and all there is to know of it on demand. */
export function ModelOrigin({ finding, provenance }: ModelOriginProps) {
  const text = useText();
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { modelId, modelVersion, score, weightsSha256, operatingPoint, provider, time } = provenance;
  const model = useAnalysisStore(({ models }) => models.find(({ id }) => id === modelId));
  const remark = versionRemark(model, modelVersion);
  const point = model?.operatingPoints.find(({ id }) => id === operatingPoint)?.title[language] ?? operatingPoint;
  const run = [
    ...(point === undefined ? [] : [text("ai.operatingPoint", { title: point })]),
    ...(provider === undefined ? [] : [provider.toUpperCase()]),
    ...(time === undefined ? [] : [dateAndTime(time)]),
  ];
  return (
    <>
      <p data-testid="finding-provenance" title={weightsSha256}>
        {text("findings.byModel", {
          model: model?.title[language] ?? modelId,
          version: modelVersion,
          score: score.toFixed(2),
          weights: weightsSha256.slice(0, 8),
        })}
      </p>
      {run.length > 0 && <p data-testid="finding-run">{run.join(" · ")}</p>}
      {remark !== undefined && (
        <p className="finding-caveat" data-testid="finding-version-remark" data-remark={remark}>
          {text(`models.remark.${remark}`, { version: modelVersion, active: model?.version ?? "" })}
        </p>
      )}
      <p data-testid="finding-no-device">{text("ai.noDevice")}</p>
      <button
        type="button"
        className="origin-toggle"
        aria-expanded={isOpen}
        data-testid="finding-origin-toggle"
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight size={13} strokeWidth={1.75} aria-hidden />
        {text("findings.origin.title")}
      </button>
      {isOpen && <OriginSheet finding={finding} provenance={provenance} model={model} />}
    </>
  );
}

function OriginSheet({ finding, provenance, model }: ModelOriginProps & { readonly model: ModelCard | undefined }) {
  const text = useText();
  const language = useLanguage();
  const unknownText = useUnknownText();
  const { modelId, modelVersion, weightsSha256, operatingPoint, provider, time, variants, score } = provenance;
  const find = useDynamicText();
  const { unknown, density, lookedAtMm: _, lookedAtPixel: __, ...parameters } = provenance.parameters;
  const point = model?.operatingPoints.find(({ id }) => id === operatingPoint);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text("findings.origin.model"), model === undefined ? modelId : `${model.title[language]} (${modelId})`],
    [text("findings.origin.version"), modelVersion],
    [text("findings.origin.weights"), <Hash key="weights" value={weightsSha256} />],
    [text("findings.origin.score"), score.toFixed(3)],
    [text("findings.origin.operatingPoint"), point === undefined ? (operatingPoint ?? "") : point.title[language]],
    [
      text("findings.origin.ran"),
      [provider?.toUpperCase(), ...(variants ?? []).map(({ file, precision }) => `${file} (${precision})`)]
        .filter(Boolean)
        .join(" · "),
    ],
    [text("findings.origin.time"), time === undefined ? "" : dateAndTime(time)],
    [
      text("findings.origin.density"),
      density === undefined ? "" : (find(`findings.origin.densityOf.${density}`) ?? String(density)),
    ],
    [text("findings.origin.unknown"), typeof unknown === "string" ? unknownText(unknown.split(", ")) : ""],
    [
      text("findings.origin.parameters"),
      Object.entries(parameters)
        .map(([name, value]) => `${name} ${typeof value === "number" ? Number(value.toFixed(4)) : value}`)
        .join(", "),
    ],
  ];
  return (
    <div className="origin-sheet" data-testid="finding-origin">
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
      <h3>{text("findings.origin.history")}</h3>
      <ol>
        {finding.history.map(({ at, by, from, to }) => (
          <li key={at + to}>
            {from === null
              ? text("findings.origin.proposed", { name: by, at: dateAndTime(at) })
              : text(`findings.decided.${from === to ? "edited" : to}`, { name: by, at: dateAndTime(at) })}
          </li>
        ))}
      </ol>
      <Button tone="quiet" onPress={() => openDialog("models")}>
        {text("ai.cards")}
      </Button>
    </div>
  );
}

/** A hash in full, to be compared with another: copied by one press. */
function Hash({ value }: { readonly value: string }) {
  const text = useText();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      tell("findings.copied", { value: `${value.slice(0, 8)}…` });
    } catch {
      tell("findings.copyFailed", {}, "bad");
    }
  };
  return (
    <span className="origin-hash">
      <code>{value}</code>
      <IconButton label={text("findings.origin.copyHash")} icon={Copy} size="small" onPress={copy} testId="origin-copy-hash" />
    </span>
  );
}
