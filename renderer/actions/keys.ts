/** The parts of a KeyboardEvent that a key of a keymap is made of. */
export interface Keystroke {
  readonly key: string;
  /** Where the key lies, as on a keyboard of the US: what counts when the key writes something else or an input method takes it. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** What the keys beside letters and digits write on a keyboard of the US, alone and with Shift. */
const SYMBOLS: Readonly<Record<string, readonly [string, string]>> = {
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Backslash: ["\\", "|"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  Backquote: ["`", "~"],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
};

const MODIFIERS: readonly string[] = ["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "NumLock", "ScrollLock", "Fn"];
/** What a browser calls a key that an input method has taken, or that only prepares the next letter. */
const TAKEN: readonly string[] = ["Process", "Unidentified", "Dead", "Compose"];

/** The name of a key by where it lies, Shift included. */
function nameByCode({ code, shiftKey }: Keystroke): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return `${shiftKey ? "Shift+" : ""}${letter.toLowerCase()}`;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return `${shiftKey ? "Shift+" : ""}${digit}`;
  if (code === "Space") return `${shiftKey ? "Shift+" : ""}Space`;
  return (
    SYMBOLS[code]?.[shiftKey ? 1 : 0] ?? (/^(F\d\d?|Arrow\w+|Page\w+|Home|End|Enter|Escape|Tab)$/.test(code) ? code : undefined)
  );
}

/** The name of a key by what it writes; undefined for what no keymap names (another script, a dead key). */
function nameByKey({ key, shiftKey }: Keystroke): string | undefined {
  const held = shiftKey ? "Shift+" : "";
  if (key === " ") return `${held}Space`;
  if (key.length > 1) return TAKEN.includes(key) ? undefined : `${held}${key}`;
  if (/[a-z]/i.test(key)) return `${held}${key.toLowerCase()}`;
  return /[!-~]/.test(key) ? key : undefined;
}

/**
 * The names under which a keymap may hold a keystroke, the most exact first: "r", "Shift+ArrowUp", "Ctrl+Shift+z", "?". Ctrl is also the
 * Mac's Command. What the key writes counts; where it writes another script, or an input method takes it, where it lies does. A row of
 * digits that writes them only with Shift (French) does so without it too. A letter with Shift is also the letter.
 */
export function strokeNames(stroke: Keystroke): readonly string[] {
  if (MODIFIERS.includes(stroke.key)) return [];
  const prefix = `${stroke.ctrlKey || stroke.metaKey ? "Ctrl+" : ""}${stroke.altKey ? "Alt+" : ""}`;
  const written = stroke.altKey ? undefined : nameByKey(stroke);
  const lies = nameByCode(stroke);
  const isDigitRow = /^Digit\d$/.test(stroke.code);
  const names = [written, written === undefined || isDigitRow ? lies : undefined].filter((name) => name !== undefined);
  const loose = prefix === "" ? names.flatMap((name) => /^Shift\+([a-z])$/.exec(name)?.[1] ?? []) : [];
  return [...new Set([...names, ...loose])].map((name) => prefix + name);
}

const PRINTED: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Escape: "Esc",
  Backspace: "⌫",
  Delete: "Del",
  Enter: "⏎",
  Insert: "Ins",
};

/** A key of a keymap as it is printed on a keyboard. */
export function shownKey(key: string): string {
  const at = key.endsWith("++") || key === "+" ? key.length - 1 : key.lastIndexOf("+") + 1;
  const held = key.slice(0, at).split("+").filter(Boolean);
  const last = key.slice(at);
  return [...held, PRINTED[last] ?? (last.length === 1 ? last.toUpperCase() : last)].join(" ");
}
