import { Eye, EyeOff } from "lucide-react";
import { hideObject, showObject, togglePart, useDrawnStore } from "../../stores/index.ts";
import { Button } from "../../ui/index.ts";
import { useDocument, useDocumentText } from "./context.ts";

function useShown() {
  const { sopInstanceUid } = useDocument().document;
  return useDrawnStore(({ objects }) => objects.find((object) => object.sopInstanceUid === sopInstanceUid));
}

/** Shows the object over its images and goes to one of them, or takes it away again. */
export function DrawnToggle(props: {
  /** Goes to an image; undefined where the archive holds none that the object names. */
  readonly onShow: (() => void) | undefined;
  /** It lies in a patient space: images that it does not name may show it too. */
  readonly hasSpace?: boolean;
}) {
  const { onShow, hasSpace = false } = props;
  const text = useDocumentText();
  const { answer } = useDocument();
  const isShown = useShown() !== undefined;
  return (
    <div className="doc-actions">
      <Button
        icon={isShown ? EyeOff : Eye}
        disabledReason={onShow === undefined && !hasSpace ? text("imagesNotHeld") : undefined}
        onPress={() => {
          if (isShown) hideObject(answer.document.sopInstanceUid);
          else {
            showObject(answer);
            onShow?.();
          }
        }}
        testId="show-on-image"
      >
        {text(isShown ? "hideOnImages" : "showOnImages")}
      </Button>
    </div>
  );
}

/** Whether a structure, a segment or a layer is shown over the images, in its colour. */
export function PartToggle({ number, name }: { readonly number: number; readonly name: string }) {
  const text = useDocumentText();
  const { answer } = useDocument();
  const shown = useShown();
  const color = shown?.parts.find((part) => part.number === number)?.color;
  return (
    <input
      type="checkbox"
      className="doc-part"
      aria-label={text("showPart", { name })}
      title={text("showPart", { name })}
      checked={shown !== undefined && !shown.hidden.has(number)}
      onChange={() => togglePart(answer, number)}
      style={color === undefined ? undefined : { accentColor: `rgb(${color.join(" ")})` }}
      data-testid="show-part"
      data-part={number}
    />
  );
}
