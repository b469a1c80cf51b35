import { ChevronDown, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { Tooltip } from "./Tooltip.tsx";
import "./menu.css";

/** A button that opens a small surface under it; closed by Escape, by a click elsewhere and by choosing. */
export function Menu(props: {
  readonly label: string;
  readonly icon?: LucideIcon;
  /** A text beside the icon. */
  readonly shown?: ReactNode;
  readonly disabledReason?: string | undefined;
  readonly hint?: string | undefined;
  readonly testId?: string;
  readonly children: (close: () => void) => ReactNode;
}) {
  const { label, icon: Icon, shown, disabledReason, hint, testId, children } = props;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const off = disabledReason !== undefined;

  useEffect(() => {
    if (!open) return;
    const away = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    window.addEventListener("pointerdown", away, true);
    root.current?.querySelector<HTMLElement>(".menu-surface [aria-checked=true], .menu-surface button")?.focus();
    return () => window.removeEventListener("pointerdown", away, true);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus({ preventScroll: true });
    button.current?.blur();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
    } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      event.stopPropagation();
      moveFocus(root.current, event.key === "ArrowDown" ? 1 : -1);
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are handled for the controls inside
    <div ref={root} className="menu" onKeyDown={keys}>
      <Tooltip text={label} hint={hint} reason={disabledReason}>
        <button
          ref={button}
          type="button"
          className={classNames("menu-button", shown === undefined && "menu-button-bare")}
          aria-label={label}
          aria-haspopup="true"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-disabled={off || undefined}
          data-testid={testId}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => !off && setOpen(!open)}
        >
          {Icon !== undefined && <Icon size={17} strokeWidth={1.75} aria-hidden />}
          {shown !== undefined && <span>{shown}</span>}
          <ChevronDown size={12} aria-hidden />
        </button>
      </Tooltip>
      {open && (
        <div id={id} className="menu-surface" role="menu">
          {children(close)}
        </div>
      )}
    </div>
  );
}

function moveFocus(root: HTMLElement | null, by: number): void {
  const items = [...(root?.querySelectorAll<HTMLElement>(".menu-surface button") ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + by + items.length) % items.length]?.focus();
}

/** A line of a menu. */
export function MenuItem(props: {
  readonly children: ReactNode;
  readonly detail?: ReactNode;
  readonly checked?: boolean | undefined;
  readonly testId?: string;
  readonly onPress: () => void;
}) {
  const { children, detail, checked, testId, onPress } = props;
  return (
    <button
      type="button"
      className="menu-item"
      {...(checked === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": checked })}
      data-testid={testId}
      onClick={onPress}
    >
      <span>{children}</span>
      {detail !== undefined && <span className="menu-detail">{detail}</span>}
    </button>
  );
}
