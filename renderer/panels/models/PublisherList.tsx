import { useEffect, useState } from "react";
import type { ModelPublisher } from "../../../src/contract/index.ts";
import { distrustPublisher, dropKey, loadPublishers, useMessageText, usePublishersStore, useText } from "../../stores/index.ts";
import { Button, Notice } from "../../ui/index.ts";
import { AddPublisher } from "./AddPublisher.tsx";
import { groupedFingerprint } from "./fingerprint.ts";
import { InView } from "./InView.tsx";

/** Whose signed packages are taken in without asking, each with its key to compare; removed after a second word. */
export function PublisherList() {
  const text = useText();
  const say = useMessageText();
  const { publishers, publishersState } = usePublishersStore();
  const [asked, setAsked] = useState<ModelPublisher>();
  useEffect(() => {
    void loadPublishers();
    return dropKey;
  }, []);
  return (
    <section className="model-install" data-testid="publishers">
      <h3>{text("models.publishers.title")}</h3>
      <p className="quiet">{text("models.publishers.hint")}</p>
      {publishersState.kind === "failed" && (
        <Notice tone="bad" action={<Button onPress={loadPublishers}>{text("common.retry")}</Button>}>
          {say({ kind: "error", error: publishersState.error })}
        </Notice>
      )}
      {publishersState.kind === "ready" && publishers.length === 0 && <p className="quiet">{text("models.publishers.none")}</p>}
      <ul className="model-versions">
        {publishers.map((publisher) => (
          <li key={publisher.fingerprint} data-testid="publisher" data-key={publisher.fingerprint}>
            <span className="publisher-name">{publisher.name}</span>
            <code title={publisher.fingerprint}>{groupedFingerprint(publisher.fingerprint)}</code>
            <span className="model-version-actions">
              <Button tone="quiet" onPress={() => setAsked(publisher)} testId="publisher-remove">
                {text("models.remove")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {asked !== undefined && (
        <InView key={asked.fingerprint}>
          <AskRemoval publisher={asked} onDone={() => setAsked(undefined)} />
        </InView>
      )}
      <AddPublisher />
    </section>
  );
}

function AskRemoval({ publisher, onDone }: { readonly publisher: ModelPublisher; readonly onDone: () => void }) {
  const text = useText();
  const remove = async () => {
    await distrustPublisher(publisher);
    onDone();
  };
  return (
    <Notice
      tone="proposed"
      action={
        <span className="model-confirm">
          <Button tone="quiet" onPress={onDone}>
            {text("common.cancel")}
          </Button>
          <Button tone="primary" onPress={remove} testId="publisher-remove-confirm">
            {text("models.remove")}
          </Button>
        </span>
      }
    >
      {text("models.publishers.askRemove", { name: publisher.name })}
    </Notice>
  );
}
