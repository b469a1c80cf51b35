import type { ModelCard, ModelOperatingPoint } from "../../../src/contract/index.ts";
import { changeModelRule, useLanguage, useModelRule, useText } from "../../stores/index.ts";
import { SelectField } from "../../ui/index.ts";
import { pointInForce } from "./operating-point.ts";
import { usePointNumbers } from "./point-numbers.ts";

/** At which thresholds the next runs propose, and what that means as it was measured. */
export function OperatingPointField({ model }: { readonly model: ModelCard }) {
  const text = useText();
  const language = useLanguage();
  const rule = useModelRule(model.id);
  const point = pointInForce(model, rule.operatingPoint);
  if (point === undefined) return null;
  const [only] = model.operatingPoints;
  return (
    <section className="model-part">
      <h4>{text("models.operatingPoint")}</h4>
      {model.operatingPoints.length === 1 && only !== undefined ? (
        <p>{only.title[language]}</p>
      ) : (
        <SelectField
          label={text("models.operatingPoint")}
          hideLabel
          value={point.id}
          options={model.operatingPoints.map(({ id, title }) => ({ value: id, label: title[language] }))}
          onChange={(id) => void changeModelRule(model.id, { operatingPoint: id })}
          testId="model-operating-point"
        />
      )}
      <p data-testid="model-point-meaning">{point.meaning[language]}</p>
      <Numbers point={point} />
      <p className="quiet">{point.measuredOn[language]}</p>
    </section>
  );
}

function Numbers({ point }: { readonly point: ModelOperatingPoint }) {
  const text = useText();
  const numbers = usePointNumbers()(point);
  return numbers.length === 0 ? null : <p className="model-numbers">{numbers.join(text("common.separator"))}</p>;
}
