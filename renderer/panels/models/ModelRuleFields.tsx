import type { ModelCard } from "../../../src/contract/index.ts";
import { changeModelRule, useModelRule, useText } from "../../stores/index.ts";

/** On which of its modalities a model runs here, and whether it does so by itself. */
export function ModelRuleFields({ model }: { readonly model: ModelCard }) {
  const text = useText();
  const rule = useModelRule(model.id);
  const setOn = (modality: string, isOn: boolean) => {
    const off = rule.off.filter((one) => one !== modality);
    void changeModelRule(model.id, { off: isOn ? off : [...off, modality] });
  };
  const isOff = model.modalities.every((modality) => rule.off.includes(modality));
  return (
    <section className="model-part">
      <h4>{text("models.runsOn")}</h4>
      <div className="model-switches">
        {model.modalities.map((modality) => (
          <label key={modality} className="model-check">
            <input
              type="checkbox"
              checked={!rule.off.includes(modality)}
              data-testid={`model-on-${modality}`}
              onChange={(event) => setOn(modality, event.target.checked)}
            />
            <span>{modality}</span>
          </label>
        ))}
      </div>
      <label className="model-check">
        <input
          type="checkbox"
          checked={rule.onArrival}
          aria-disabled={isOff || undefined}
          aria-description={isOff ? text("models.offEverywhere") : undefined}
          data-testid="model-on-arrival"
          onChange={(event) => !isOff && void changeModelRule(model.id, { onArrival: event.target.checked })}
        />
        <span>{text("models.onArrival")}</span>
      </label>
      <p className="quiet">{text(isOff ? "models.offEverywhere" : "models.onArrivalHint")}</p>
    </section>
  );
}
