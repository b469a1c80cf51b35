import { KeyRound } from "lucide-react";
import { useRef, useState } from "react";
import { chooseKey, dropKey, trustPublisher, usePublishersStore, useText } from "../../stores/index.ts";
import { Button, Notice, TextField } from "../../ui/index.ts";
import { groupedFingerprint } from "./fingerprint.ts";
import { InView } from "./InView.tsx";

/** Takes a publisher's key from a file: its fingerprint is compared and its owner named before it is trusted. */
export function AddPublisher() {
  const text = useText();
  const field = useRef<HTMLInputElement>(null);
  const chosen = usePublishersStore(({ chosenKey }) => chosenKey);
  return (
    <>
      <input
        ref={field}
        type="file"
        accept=".pem,.pub,.key,.txt"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={text("models.publishers.choose")}
        data-testid="publisher-file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void chooseKey(file);
        }}
      />
      <div>
        <Button icon={KeyRound} onPress={() => field.current?.click()} testId="publisher-add">
          {text("models.publishers.choose")}
        </Button>
      </div>
      {chosen !== undefined && (
        <InView key={chosen.fingerprint}>
          <NameKey text={chosen.key} fingerprint={chosen.fingerprint} />
        </InView>
      )}
    </>
  );
}

function NameKey(key: { readonly text: string; readonly fingerprint: string }) {
  const text = useText();
  const [name, setName] = useState("");
  const wanted = name.trim();
  return (
    <Notice tone="proposed" testId="publisher-key">
      <div className="publisher-key">
        <p>{text("models.publishers.compare")}</p>
        <code data-testid="publisher-fingerprint">{groupedFingerprint(key.fingerprint)}</code>
        <TextField
          label={text("models.publishers.name")}
          value={name}
          maxLength={200}
          onChange={setName}
          testId="publisher-name"
        />
        <span className="model-confirm">
          <Button tone="quiet" onPress={dropKey}>
            {text("common.cancel")}
          </Button>
          <Button
            tone="primary"
            disabledReason={wanted === "" ? text("models.publishers.needsName") : undefined}
            onPress={() => trustPublisher(wanted, key.text)}
            testId="publisher-trust"
          >
            {text("models.publishers.trust")}
          </Button>
        </span>
      </div>
    </Notice>
  );
}
