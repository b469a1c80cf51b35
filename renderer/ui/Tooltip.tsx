import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import "./tooltip.css";

/** Pause before a tooltip shows, so that a passing pointer does not raise one. */
const PAUSE_MS = 350;

export interface TooltipProps {
  /** Undefined: there is nothing to say now. The child stays the same one, and keeps the focus, whether there is or not. */
  readonly text: ReactNode | undefined;
  /** Said in the accent of a hint: a key. */
  readonly hint?: string | undefined;
  /** Why the control cannot be used now. */
  readonly reason?: string | undefined;
  readonly children: ReactNode;
}

/** Shows a text near its child on hover and on keyboard focus; lies in the top layer, so nothing clips it. */
export function Tooltip({ text, hint, reason, children }: TooltipProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isWished, setShown] = useState(false);
  const shown = isWished && text !== undefined;
  const id = useId();

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const box = anchor.current?.getBoundingClientRect();
    if (!shown || box === undefined || bubble.current === null) return;
    bubble.current.showPopover();
    place(bubble.current, box);
  }, [shown]);

  const show = (pauseMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(true), pauseMs);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setShown(false);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the span only watches; the control inside is what is used
    <span
      ref={anchor}
      className={text === undefined ? "tooltip-none" : "tooltip-anchor"}
      onPointerEnter={({ pointerType }) => pointerType !== "touch" && show(PAUSE_MS)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={({ target }) => target.matches(":focus-visible") && show(0)}
      onBlur={hide}
    >
      {children}
      {shown && (
        <div ref={bubble} id={id} role="tooltip" popover="manual" className="tooltip">
          <span className="tooltip-text">
            {text}
            {hint !== undefined && <kbd className="kbd">{hint}</kbd>}
          </span>
          {reason !== undefined && <span className="tooltip-reason">{reason}</span>}
        </div>
      )}
    </span>
  );
}

const GAP_PX = 6;

function place(bubble: HTMLElement, box: DOMRect): void {
  const { width, height } = bubble.getBoundingClientRect();
  const left = Math.min(window.innerWidth - width - GAP_PX, Math.max(GAP_PX, box.left + box.width / 2 - width / 2));
  const below = box.bottom + GAP_PX;
  const top = below + height > window.innerHeight ? box.top - height - GAP_PX : below;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${top}px`;
}
