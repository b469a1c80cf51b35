import { ArrowDown, ArrowUp, Send, Star } from "lucide-react";
import type { KeyObjectsSummary } from "../../../src/contract/index.ts";
import {
  dicomDate,
  personName,
  stepKeyImage,
  useDynamicText,
  useKeyImagesStore,
  useLanguage,
  useMessageText,
  useText,
  writeKeyImages,
} from "../../stores/index.ts";
import { Button, EmptyState, IconButton, LoadingState, Notice } from "../../ui/index.ts";
import { ForeignImage, KeyImageItem } from "./KeyImageItem.tsx";
import "./key-images.css";

/** The images that stand for the study: what the reader marked, and what others did. */
export function KeyImagesPanel() {
  const text = useText();
  const say = useMessageText();
  const { keyImages, foreign, loadState } = useKeyImagesStore();
  if (loadState.kind === "failed") {
    return (
      <div className="panel-pad">
        <Notice tone="bad">{say({ kind: "error", error: loadState.error })}</Notice>
      </div>
    );
  }
  if (keyImages.length + foreign.length === 0) {
    if (loadState.kind !== "ready") return <LoadingState label={text("common.loading")} />;
    return (
      <EmptyState icon={Star} title={text("keyImage.none")} testId="key-images-empty">
        {text("keyImage.noneHint")}
      </EmptyState>
    );
  }
  const isAllWritten = keyImages.every(({ writtenAt }) => writtenAt !== null);
  const reason = keyImages.length === 0 ? "keyImage.reason.none" : isAllWritten ? "keyImage.reason.allWritten" : undefined;
  return (
    <div className="key-images" data-testid="key-images">
      <div className="key-images-bar">
        <IconButton
          label={text("action.key-image-previous")}
          icon={ArrowUp}
          onPress={() => stepKeyImage(-1)}
          testId="key-image-previous"
        />
        <IconButton
          label={text("action.key-image-next")}
          icon={ArrowDown}
          onPress={() => stepKeyImage(1)}
          testId="key-image-next"
        />
        <Button
          icon={Send}
          disabledReason={reason === undefined ? undefined : text(reason)}
          onPress={writeKeyImages}
          testId="key-images-write"
        >
          {text("keyImage.write")}
        </Button>
      </div>
      {keyImages.length > 0 && (
        <ul className="key-images-list" aria-label={text("keyImage.own")}>
          {keyImages.map((image) => (
            <KeyImageItem key={`${image.sopInstanceUid}/${image.frameNumber}`} image={image} />
          ))}
        </ul>
      )}
      {foreign.map((document) => (
        <Foreign key={document.sopInstanceUid} document={document} />
      ))}
    </div>
  );
}

/** A selection that somebody else made: read only. */
function Foreign({ document }: { readonly document: KeyObjectsSummary }) {
  const text = useText();
  const find = useDynamicText();
  const language = useLanguage();
  const { title, description, observers, contentDate, images, missing } = document;
  const known = title === undefined ? undefined : find(`keyImage.title.${title.value}`);
  const by = [...observers.map((name) => personName(name, language)), dicomDate(contentDate)].filter(Boolean).join(" · ");
  return (
    <section className="key-images-foreign" data-testid="key-objects" data-sop-instance-uid={document.sopInstanceUid}>
      <h3>{known ?? title?.meaning ?? text("keyImage.untitled")}</h3>
      <p className="key-images-by">{[text("keyImage.readOnly"), by].filter(Boolean).join(" · ")}</p>
      {description.map((line) => (
        <p key={line} className="key-images-note">
          {line}
        </p>
      ))}
      <ul className="key-images-list">
        {images.map((image) => (
          <ForeignImage key={`${image.sopInstanceUid}/${image.frameNumber}`} image={image} />
        ))}
      </ul>
      {missing > 0 && <p className="key-images-by">{text("keyImage.missing", { count: missing })}</p>}
    </section>
  );
}
