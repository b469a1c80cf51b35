import { ChevronLeft, ChevronRight } from "lucide-react";
import { dicomDate, dicomTime } from "../../stores/index.ts";
import { IconButton } from "../../ui/index.ts";
import { type DocumentContext, useCodeText, useDocument, useDocumentText } from "./context.ts";

/** What the object is, in one line; a step to its neighbours in the series. */
export function DocumentHead(props: {
  readonly position: number;
  readonly count: number;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const { position, count, onStep } = props;
  const text = useDocumentText();
  const { document } = useDocument();
  const title = useTitle();
  const when = [dicomDate(document.contentDate), document.contentTime === "" ? "" : dicomTime(document.contentTime)]
    .filter(Boolean)
    .join(" ");
  const facts = [text(`kind.${kindOf(document.content)}`), document.seriesDescription, when, document.institutionName];
  return (
    <header className="doc-head">
      <div className="doc-head-text">
        <h2>{title}</h2>
        <p>{[...new Set(facts)].filter((fact) => fact !== "" && fact !== title).join(" · ")}</p>
      </div>
      {count > 1 && (
        <div className="doc-step">
          <IconButton
            label={text("previous")}
            icon={ChevronLeft}
            size="small"
            disabledReason={position === 0 ? text("isFirst") : undefined}
            onPress={() => onStep(-1)}
            testId="document-previous"
          />
          <span>{text("position", { position: position + 1, count })}</span>
          <IconButton
            label={text("next")}
            icon={ChevronRight}
            size="small"
            disabledReason={position === count - 1 ? text("isLast") : undefined}
            onPress={() => onStep(1)}
            testId="document-next"
          />
        </div>
      )}
    </header>
  );
}

/** What kind of object it is, as the locale files name it. */
function kindOf(content: DocumentContext["document"]["content"]): string {
  return content.kind === "waveform" && content.isEcg ? "ecg" : content.kind;
}

/** The object's own title where it has one, else what kind of object it is. */
function useTitle(): string {
  const text = useDocumentText();
  const code = useCodeText();
  const { content, seriesDescription, sopClassName } = useDocument().document;
  const kind = text(`kind.${kindOf(content)}`);
  switch (content.kind) {
    case "report":
      return code(content.items[0]?.concept) || kind;
    case "key-objects":
      return code(content.purpose) || kind;
    case "presentation":
      return content.description || content.label || kind;
    case "structure-set":
    case "plan":
      return content.label || content.name || kind;
    case "segmentation":
      return content.description || content.label || kind;
    case "encapsulated":
      return content.title || code(content.concept) || kind;
    case "other":
      return sopClassName.replace(/ Storage$/, "") || kind;
    case "waveform":
    case "slide":
    case "video":
      return seriesDescription || kind;
  }
}
