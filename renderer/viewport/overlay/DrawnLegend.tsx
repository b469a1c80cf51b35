import { useViewportText } from "../text.ts";
import type { Drawn } from "./use-drawn.ts";

/** More names than this would cover the image. */
const mostNames = 10;

/** Whose lines these are: the parts that are on this image, in their colours. */
export function DrawnLegend({ drawn }: { readonly drawn: readonly Drawn[] }) {
  const text = useViewportText();
  const parts = drawn.flatMap(({ object, paths }) =>
    typeof paths === "object"
      ? object.parts
          .filter(({ number }) => paths.parts.has(number) && !object.hidden.has(number))
          .map((part) => ({ object, part }))
      : [],
  );
  if (parts.length === 0) return null;
  return (
    <ul className="drawn-legend" aria-label={text("drawn.legend")} data-testid="drawn-legend">
      {parts.slice(0, mostNames).map(({ object, part }) => (
        <li key={`${object.sopInstanceUid} ${part.number}`}>
          <i style={{ background: `rgb(${part.color.join(" ")})` }} />
          {part.name || (part.number < 0 ? object.name : String(part.number))}
        </li>
      ))}
      {parts.length > mostNames && <li>{text("drawn.more", { count: parts.length - mostNames })}</li>}
    </ul>
  );
}
