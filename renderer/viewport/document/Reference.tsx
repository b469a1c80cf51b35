import { applyPresentation, openDocumentBeside, openFrameBeside } from "../../stores/index.ts";
import { useDocument, useDocumentText } from "./context.ts";
import { keyed } from "./keyed.ts";

interface ReferenceProps {
  readonly reference: {
    readonly sopInstanceUid: string;
    readonly sopClassUid: string;
    readonly frameNumbers: readonly number[];
    readonly segmentNumbers: readonly number[];
  };
  /** A presentation state that it shall be seen in. */
  readonly presentation?: { readonly sopInstanceUid: string } | undefined;
}

/** What a document refers to, as a link that opens it beside; words alone where the archive does not hold it. */
export function Reference({ reference, presentation }: ReferenceProps) {
  const text = useDocumentText();
  const { cellId, held } = useDocument();
  const place = held.get(reference.sopInstanceUid);
  const frames = reference.frameNumbers;
  const label = place?.isImage === false ? text("object") : text("image", { number: place?.number ?? "" }).trim();
  const parts = [
    label,
    frames.length > 0 ? text("frame", { number: frames.slice(0, 3).join(", ") + (frames.length > 3 ? " …" : "") }) : "",
    reference.segmentNumbers.length > 0 ? text("segment", { number: reference.segmentNumbers.join(", ") }) : "",
  ].filter((part) => part !== "");
  if (place === undefined) {
    return (
      <span className="doc-missing" title={reference.sopInstanceUid}>
        {parts.join(" · ")} ({text("notHeld")})
      </span>
    );
  }
  const open = () => {
    const { sopInstanceUid } = reference;
    if (place.isImage) {
      const shownIn = openFrameBeside({ ...place, sopInstanceUid, frameNumber: frames[0] ?? 1 }, cellId);
      if (presentation !== undefined && held.has(presentation.sopInstanceUid))
        void applyPresentation(presentation.sopInstanceUid, shownIn);
    } else openDocumentBeside(place.seriesInstanceUid, sopInstanceUid, cellId);
  };
  return (
    <button type="button" className="doc-link" data-testid="document-reference" onClick={open}>
      {parts.join(" · ")}
    </button>
  );
}

const uidOf = ({ sopInstanceUid }: ReferenceProps["reference"]) => sopInstanceUid;

const shown = 12;
const most = 2000;

/** Many references: the first ones in sight, the rest unfolded on wish, those that the archive does not hold counted. */
export function References({ references }: { readonly references: readonly ReferenceProps["reference"][] }) {
  const text = useDocumentText();
  const { held } = useDocument();
  const here = references.filter(({ sopInstanceUid }) => held.has(sopInstanceUid));
  const missing = references.length - here.length;
  const first = here.slice(0, shown);
  const rest = here.slice(shown, most);
  return (
    <div className="doc-links">
      {keyed(first, uidOf).map(({ key, item }) => (
        <Reference key={key} reference={item} />
      ))}
      {rest.length > 0 && (
        <details className="doc-more">
          <summary>{text("more", { count: here.length - shown })}</summary>
          <div className="doc-links">
            {keyed(rest, uidOf).map(({ key, item }) => (
              <Reference key={key} reference={item} />
            ))}
          </div>
        </details>
      )}
      {missing > 0 && <span className="doc-missing">{text("missing", { count: missing })}</span>}
    </div>
  );
}
