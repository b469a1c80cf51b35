import type { ErrorRecord } from "../../../src/base/index.ts";
import { dropInstall, takeInModel, useMessageText, useText } from "../../stores/index.ts";
import { Button, Notice } from "../../ui/index.ts";
import { groupedFingerprint } from "./fingerprint.ts";

/** A package that nobody known signed: who says to have made it, with which key, and what can be done about it. */
export function Distrusted({ file, error }: { readonly file: File; readonly error: ErrorRecord }) {
  const text = useText();
  const say = useMessageText();
  const { signer, fingerprint } = error.details;
  return (
    <Notice tone="proposed" testId="model-distrusted">
      <div className="publisher-key">
        <p>{say({ kind: "error", error })}</p>
        {typeof fingerprint === "string" && (
          <>
            <code data-testid="model-signer-key">{groupedFingerprint(fingerprint)}</code>
            <p>{text("models.publishers.compare")}</p>
          </>
        )}
        <span className="model-confirm">
          <Button tone="quiet" onPress={dropInstall}>
            {text("common.cancel")}
          </Button>
          <Button tone="bad" onPress={() => takeInModel(file, { acceptUnsigned: true })} testId="model-accept-unsigned">
            {text(typeof fingerprint === "string" ? "models.install.once" : "models.install.anyway")}
          </Button>
          {typeof fingerprint === "string" && (
            <Button onPress={() => takeInModel(file, { trustedKey: fingerprint })} testId="model-trust-signer">
              {text("models.install.trusting", { signer: String(signer) })}
            </Button>
          )}
        </span>
      </div>
    </Notice>
  );
}
