import { FlaskConical } from "lucide-react";
import type { ModelCard } from "../../../src/contract/index.ts";
import { tryModel, useMessageText, useModelsStore, useText } from "../../stores/index.ts";
import { Button, Notice } from "../../ui/index.ts";

/** Whether the networks compute on this computer what they were published with. */
export function SelfTest({ model }: { readonly model: ModelCard }) {
  const text = useText();
  const say = useMessageText();
  const test = useModelsStore(({ tests }) => tests[model.id]);
  return (
    <section className="model-test">
      <Button tone="quiet" icon={FlaskConical} onPress={() => tryModel(model.id)} testId="model-self-test">
        {text("models.selfTest")}
      </Button>
      <span role="status" className="quiet" data-testid="model-self-test-result">
        {test?.passed === true && text("models.selfTestPassed", { seconds: test.seconds.toFixed(1) })}
      </span>
      {test?.error !== undefined && <Notice tone="bad">{say({ kind: "error", error: test.error })}</Notice>}
    </section>
  );
}
