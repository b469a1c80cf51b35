import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { ModelCard, ModelVersion } from "../../../src/contract/index.ts";
import { putInUse, retireVersion, rollBack, useText } from "../../stores/index.ts";
import { Badge, Button, Notice } from "../../ui/index.ts";

type Asked = { readonly kind: "rollback" } | { readonly kind: "retire" | "use"; readonly version: string };

/** The versions of a model that are on this computer, and one step back to the one that was used before. */
export function VersionList({ model }: { readonly model: ModelCard }) {
  const text = useText();
  const [asked, setAsked] = useState<Asked>();
  const { previousVersion } = model;
  const confirm = async () => {
    if (asked === undefined) return;
    if (asked.kind === "rollback") await rollBack(model.id);
    else if (asked.kind === "use") await putInUse(model.id, asked.version);
    else await retireVersion(model.id, asked.version);
    setAsked(undefined);
  };
  return (
    <section className="model-part">
      <header>
        <h4>{text("models.versions")}</h4>
        <Button
          tone="quiet"
          icon={Undo2}
          disabledReason={previousVersion === null ? text("models.noPrevious") : undefined}
          onPress={() => setAsked({ kind: "rollback" })}
          testId="model-rollback"
        >
          {previousVersion === null ? text("models.rollback") : text("models.rollbackTo", { version: previousVersion })}
        </Button>
      </header>
      <ul className="model-versions">
        {model.versions.map((version) => (
          <VersionLine key={version.version} version={version} onAsk={setAsked} />
        ))}
      </ul>
      {asked !== undefined && (
        <Notice
          tone="proposed"
          action={
            <span className="model-confirm">
              <Button tone="quiet" onPress={() => setAsked(undefined)}>
                {text("common.cancel")}
              </Button>
              <Button tone="primary" onPress={confirm} testId="model-confirm">
                {text(`models.confirm.${asked.kind}`)}
              </Button>
            </span>
          }
        >
          {text(`models.ask.${asked.kind}`, {
            version: asked.kind === "rollback" ? (previousVersion ?? "") : asked.version,
            active: model.version,
          })}
        </Notice>
      )}
    </section>
  );
}

function VersionLine({ version, onAsk }: { readonly version: ModelVersion; readonly onAsk: (asked: Asked) => void }) {
  const text = useText();
  const { active, retired, builtIn, trust, signer } = version;
  return (
    <li data-testid="model-version-line" data-version={version.version} data-active={active} data-retired={retired}>
      <span className="model-version-name">{version.version}</span>
      {active && <Badge tone="accent">{text("models.inUse")}</Badge>}
      {retired && <Badge tone="rejected">{text("models.retired")}</Badge>}
      <span className="quiet">{signer === undefined ? text(`models.trust.${trust}`) : text("models.signedBy", { signer })}</span>
      <span className="quiet">{version.weightsSha256.slice(0, 8)}</span>
      <span className="model-version-actions">
        {!active && !retired && (
          <Button tone="quiet" onPress={() => onAsk({ kind: "use", version: version.version })} testId="model-use">
            {text("models.use")}
          </Button>
        )}
        {!builtIn && !active && !retired && (
          <Button tone="quiet" onPress={() => onAsk({ kind: "retire", version: version.version })} testId="model-retire">
            {text("models.remove")}
          </Button>
        )}
      </span>
    </li>
  );
}
