import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Wordless } from "../measurement/drawing.ts";
import type { Measuring } from "../measurement/measuring.ts";
import { transform } from "../plane/affine.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";

/** Asks for the words beside an arrow or of a text, at their place. */
export function TextEntry({ measuring, facts }: { readonly measuring: Measuring; readonly facts: PlaneFacts }) {
  const { drawing } = measuring;
  const wordless = useSyncExternalStore(drawing.subscribe, drawing.wordless);
  if (wordless === undefined) return null;
  const [x, y] = transform(facts.viewFromPixel, wordless.at);
  const left = Math.min(Math.max(8, x + 8), Math.max(8, facts.size.width - 230));
  const top = Math.min(Math.max(8, y - 14), Math.max(8, facts.size.height - 40));
  // By its place in the picture: one that is zoomed or moved meanwhile leaves what is being written as it is.
  const key = "finding" in wordless ? wordless.finding.id : wordless.at.join(" ");
  return <Entry key={key} wordless={wordless} measuring={measuring} left={left} top={top} />;
}

interface EntryProps {
  readonly wordless: Wordless;
  readonly measuring: Measuring;
  readonly left: number;
  readonly top: number;
}

function Entry({ wordless, measuring, left, top }: EntryProps) {
  const text = useViewportText();
  const [words, setWords] = useState("finding" in wordless ? wordless.finding.comment : "");
  const isDone = useRef(false);
  const end = (keeps: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    if (measuring.drawing.wordless() === wordless) measuring.drawing.ask(undefined);
    if (keeps) keepWords(wordless, words.trim(), measuring);
  };
  // An arrow may stand alone; words that were there are not taken away by going on.
  const leave = () => end(!("finding" in wordless) || words.trim() !== "");
  useOnGone(leave);
  return (
    <div className="text-entry" data-control style={{ left, top }}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the reader has just set its place and goes on by writing
        autoFocus
        aria-label={text("measure.words")}
        placeholder={text("measure.words")}
        value={words}
        maxLength={400}
        data-testid="measure-words"
        onChange={({ target }) => setWords(target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") end(true);
          if (event.key === "Escape") end(false);
        }}
        onBlur={leave}
      />
    </div>
  );
}

/** Told when the field is taken away by whatever goes on, a turn of the wheel, another layout: only Escape gives up what was written. */
function useOnGone(gone: () => void): void {
  const latest = useRef(gone);
  latest.current = gone;
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
      // React's strict mode takes everything away once and puts it back at once.
      queueMicrotask(() => isThere.current || latest.current());
    };
  }, []);
}

/** A text without words is none; an arrow may stand alone. */
function keepWords(wordless: Wordless, words: string, measuring: Measuring): void {
  if ("finding" in wordless) {
    const { id, comment, geometry } = wordless.finding;
    const isText = geometry.kind === "text" || (geometry.kind === "image" && geometry.shape === "text");
    if (isText && words === "") measuring.remove(id);
    else if (words !== comment) measuring.reword(id, words);
    return;
  }
  const { geometry } = wordless.measured;
  const isArrow = geometry.kind === "arrow" || (geometry.kind === "image" && geometry.shape === "arrow");
  if (isArrow || words !== "") measuring.file({ ...wordless.measured, comment: words });
}
