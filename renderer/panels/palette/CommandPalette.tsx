import { Check, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useKeyOf } from "../../actions/index.ts";
import {
  changePreference,
  closeDialog,
  useLanguage,
  useOtherWords,
  usePreference,
  useReasonText,
  useText,
} from "../../stores/index.ts";
import { classNames } from "../../ui/index.ts";
import { type Entry, paletteEntries } from "./entries.ts";
import { type Romanise, search } from "./search.ts";
import "./palette.css";

/** Lines drawn at most: the rest is found by typing on. */
const MOST = 300;
const KEPT = 8;

/** Finds a command, a window, a layout or a series by its name in either language, and does it. */
export function CommandPalette() {
  const text = useText();
  const language = useLanguage();
  const { recent } = usePreference("palette");
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const romanise = useRomanise();
  const dialog = useRef<HTMLDialogElement>(null);
  const isInStudy = window.location.hash.startsWith("#/study/");
  const hasBoth = useOtherWords();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a name in the other language is there once its words are
  const entries = useMemo(() => paletteEntries(language, recent, isInStudy), [language, recent, isInStudy, hasBoth]);
  const found = useMemo(() => search(entries, typed, romanise).slice(0, MOST), [entries, typed, romanise]);
  const chosen = found[Math.min(at, found.length - 1)];
  const list = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  const choose = (entry: Entry | undefined) => {
    if (entry === undefined || entry.reason !== undefined) return;
    closeDialog();
    // the dialog gives the focus back before the command begins
    dialog.current?.close();
    entry.choose();
    if (!entry.id.includes(" ")) {
      void changePreference("palette", { recent: [entry.id, ...recent.filter((id) => id !== entry.id)].slice(0, KEPT) });
    }
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = found.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + 8),
      PageUp: Math.max(0, at - 8),
    };
    const next = moves[event.key];
    if (next === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (next !== undefined) setAt(Math.max(0, next));
    else choose(chosen);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is on the ground beside it
    <dialog
      ref={dialog}
      className="palette"
      aria-label={text("palette.title")}
      data-testid="palette"
      onCancel={(event) => {
        event.preventDefault();
        closeDialog();
      }}
      onClick={(event) => event.target === dialog.current && closeDialog()}
    >
      <div className="palette-field">
        <Search size={16} strokeWidth={1.75} aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={chosen === undefined ? undefined : `${list}-${found.indexOf(chosen)}`}
          aria-autocomplete="list"
          aria-label={text("palette.title")}
          placeholder={text("palette.placeholder")}
          value={typed}
          maxLength={60}
          spellCheck={false}
          autoComplete="off"
          autoFocus
          data-testid="palette-field"
          onKeyDown={keys}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
        />
      </div>
      <Found id={list} found={found} chosen={chosen} recent={typed === "" ? recent : []} onChoose={choose} />
      <p className="visually-hidden" role="status">
        {text("palette.count", { count: found.length })}
      </p>
      {found.length === 0 && <p className="palette-none">{text("palette.none")}</p>}
    </dialog>
  );
}

function Found(props: {
  readonly id: string;
  readonly found: readonly Entry[];
  readonly chosen: Entry | undefined;
  readonly recent: readonly string[];
  readonly onChoose: (entry: Entry) => void;
}) {
  const text = useText();
  const say = useReasonText();
  const keyOf = useKeyOf();
  const { id, found, chosen, recent, onChoose } = props;
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen !== undefined) shown.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <div ref={shown} id={id} role="listbox" aria-label={text("palette.title")} className="palette-list">
      {found.map((entry, index) => {
        const { icon: Icon } = entry;
        const key = keyOf(entry.id);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field, which keeps the focus
          <div
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={entry === chosen}
            aria-disabled={entry.reason !== undefined || undefined}
            className={classNames("palette-line", entry.id === recent.at(-1) && "palette-line-last")}
            data-testid={`palette-${entry.id.replaceAll(/[^a-z0-9.-]+/g, "-")}`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(entry)}
          >
            <span className="palette-icon">{Icon !== undefined && <Icon size={16} strokeWidth={1.75} aria-hidden />}</span>
            <span className="palette-words">
              <span className="palette-label">{entry.label}</span>
              {entry.reason !== undefined && <span className="palette-reason">{say(entry.reason)}</span>}
            </span>
            {entry.isOn && <Check size={14} aria-label={text("palette.isOn")} />}
            <span className="palette-aside">{recent.includes(entry.id) ? text("palette.recent") : entry.aside}</span>
            {key !== undefined && <kbd className="kbd">{key}</kbd>}
          </div>
        );
      })}
    </div>
  );
}

/** The dictionary of pinyin is larger than the rest of the panels: it comes when a palette is open, and what is written is found before. */
function useRomanise(): Romanise | undefined {
  const [loaded, setLoaded] = useState<{ readonly romanise: Romanise }>();
  useEffect(() => {
    let isHere = true;
    void import("./romanise.ts").then((module) => isHere && setLoaded({ romanise: module.romanise }));
    return () => {
      isHere = false;
    };
  }, []);
  return loaded?.romanise;
}
