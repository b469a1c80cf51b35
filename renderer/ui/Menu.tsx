import { ChevronDown, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { Spinner } from "./Spinner.tsx";
import { Tooltip } from "./Tooltip.tsx";
import { useOnce } from "./use-once.ts";
import "./menu.css";

/** Kept free between a surface and the edge of the window. */
const EDGE_PX = 8;

/**
 * A button that opens a small surface under it; closed by Escape, by a click elsewhere and by choosing. The focus goes back to where it was
 * before: to the button where it was opened by key, to nothing (so that keys reach the images) where by the hand.
 */
export function Menu(props: {
  readonly label: string;
  readonly icon?: LucideIcon | undefined;
  /** A text beside the icon. */
  readonly shown?: ReactNode;
  readonly disabledReason?: string | undefined;
  readonly hint?: string | undefined;
  readonly testId?: string;
  readonly children: (close: () => void) => ReactNode;
  /** "fields": what opens is no list of lines but a small form. */
  readonly holds?: "lines" | "fields";
  /** Fields under the lines: no menu may hold them. */
  readonly fields?: ReactNode;
}) {
  const { label, icon: Icon, shown, disabledReason, hint, testId, children, holds = "lines", fields } = props;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  const id = useId();
  const off = disabledReason !== undefined;

  useEffect(() => {
    if (!open) return;
    const away = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    window.addEventListener("pointerdown", away, true);
    surface.current?.querySelector<HTMLElement>("[aria-checked=true], button")?.focus();
    return () => window.removeEventListener("pointerdown", away, true);
  }, [open]);
  useLayoutEffect(() => {
    if (open && surface.current !== null) keepInside(surface.current);
  }, [open]);

  const close = (isByTab = false) => {
    // Already closed, by a press elsewhere, when what was chosen is done: the focus is somewhere else by then and stays there.
    if (surface.current === null) return;
    setOpen(false);
    if (isByTab) return;
    giveFocusBack(before.current);
  };
  const keys = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && holds === "lines") close(true);
    else if (holds === "lines") moveInMenu(event, surface.current);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are handled for the controls inside
    <div ref={root} className="menu" onKeyDown={keys}>
      <Tooltip text={label} hint={hint} reason={disabledReason}>
        <button
          ref={button}
          type="button"
          className={classNames("menu-button", shown === undefined && "menu-button-bare")}
          aria-label={isDrawn(shown) ? undefined : nameOf(label, shown)}
          aria-haspopup={holds === "lines" ? "menu" : undefined}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-disabled={off || undefined}
          aria-description={disabledReason}
          data-testid={testId}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            if (off) return;
            if (!open) before.current = document.activeElement;
            setOpen(!open);
          }}
        >
          {Icon !== undefined && <Icon size={17} strokeWidth={1.75} aria-hidden />}
          {shown !== undefined && <span>{shown}</span>}
          {isDrawn(shown) && <span className="visually-hidden">, {label}</span>}
          <ChevronDown size={12} aria-hidden />
        </button>
      </Tooltip>
      {open && (
        <div ref={surface} id={id} className="menu-surface">
          {holds === "lines" ? (
            <div role="menu" aria-label={label}>
              {children(close)}
            </div>
          ) : (
            <fieldset className="menu-form">
              <legend className="visually-hidden">{label}</legend>
              {children(close)}
            </fieldset>
          )}
          {fields}
        </div>
      )}
    </div>
  );
}

/** Whether it is no plain text: then its words, whatever they are, are a part of the name as they stand. */
function isDrawn(shown: ReactNode): boolean {
  return shown !== undefined && typeof shown !== "string" && typeof shown !== "number";
}

/** What is written on a control is part of what it is called, so that a voice can press it (WCAG 2.5.3). */
function nameOf(label: string, shown: ReactNode): string {
  const written = typeof shown === "string" || typeof shown === "number" ? String(shown) : "";
  return label.toLowerCase().includes(written.toLowerCase()) ? label : `${written}, ${label}`;
}

function giveFocusBack(before: Element | null): void {
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus({ preventScroll: true });
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** Moves a surface to the left, and makes it no taller, than the window allows. */
function keepInside(surface: HTMLElement): void {
  const box = surface.getBoundingClientRect();
  const over = box.right + EDGE_PX - window.innerWidth;
  if (over > 0) surface.style.left = `${-Math.min(over, box.left - EDGE_PX)}px`;
  surface.style.maxHeight = `${Math.max(120, window.innerHeight - box.top - EDGE_PX)}px`;
}

/** Up, down, Home and End between the lines of a menu, and to the next that begins with a letter. */
export function moveInMenu(event: KeyboardEvent, surface: HTMLElement | null): void {
  if (event.target instanceof Element && event.target.closest("input, select, textarea") !== null) return;
  const items = [...(surface?.querySelectorAll<HTMLElement>("button") ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? -1 : at - 1,
    Home: 0,
    End: items.length - 1,
  };
  const to = steps[event.key] ?? nextByLetter(items, at, event);
  if (to === undefined || items.length === 0) return;
  event.preventDefault();
  event.stopPropagation();
  items[(to + items.length) % items.length]?.focus();
}

function nextByLetter(items: readonly HTMLElement[], at: number, event: KeyboardEvent): number | undefined {
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.stopPropagation();
  const letter = event.key.toLowerCase();
  const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  const found = order.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter));
  return found === undefined ? undefined : items.indexOf(found);
}

/** A line of a menu. */
export function MenuItem(props: {
  readonly children: ReactNode;
  readonly icon?: LucideIcon | undefined;
  readonly detail?: ReactNode;
  readonly checked?: boolean | undefined;
  /** One of several; absent with `checked`: it is switched for itself. */
  readonly isSwitch?: boolean;
  /** Why it cannot be used now: it stays in the list and says so. */
  readonly disabledReason?: string | undefined;
  readonly testId?: string | undefined;
  /** A promise that it answers is waited for, as by a button; the menu is then closed afterwards. */
  readonly onPress: () => unknown;
}) {
  const { children, icon: Icon, detail, checked, isSwitch = false, disabledReason, testId, onPress } = props;
  const { press, isBusy } = useOnce(onPress);
  const role = isSwitch ? "menuitemcheckbox" : "menuitemradio";
  const off = disabledReason !== undefined;
  return (
    <button
      type="button"
      className="menu-item"
      {...(checked === undefined ? { role: "menuitem" } : { role, "aria-checked": checked })}
      aria-disabled={off || undefined}
      aria-busy={isBusy || undefined}
      data-testid={testId}
      onClick={() => !off && press()}
    >
      {isBusy ? <Spinner /> : Icon !== undefined && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      <span className="menu-words">
        <span>{children}</span>
        {off && <span className="menu-reason">{disabledReason}</span>}
      </span>
      {detail !== undefined && <span className="menu-detail">{detail}</span>}
    </button>
  );
}
