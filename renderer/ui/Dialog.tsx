import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { IconButton } from "./Button.tsx";
import "./dialog.css";

/** A modal window: the browser keeps the focus inside and gives it back. `side` is a sheet at the right edge that leaves images in sight. */
export function Dialog(props: {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly form?: "window" | "wide" | "side";
  readonly children: ReactNode;
  /** Said above the footer: what just failed, where the reader looks. */
  readonly news?: ReactNode;
  readonly footer?: ReactNode;
  readonly testId?: string;
}) {
  const { title, closeLabel, onClose, form = "window", children, news, footer, testId } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const heading = useId();
  // Before it leaves the page: one that is gone already gives the focus back to nobody.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    // the browser would mark the close button; a field that asks for the focus could not take it while the dialog was shut
    (body.current?.querySelector<HTMLElement>("[data-takes-focus]") ?? body.current)?.focus();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is on the ground beside it
    <dialog
      ref={dialog}
      className={`dialog dialog-${form}`}
      aria-labelledby={heading}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="dialog-frame">
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <IconButton label={closeLabel} icon={X} onPress={onClose} testId="dialog-close" />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached and scrolled by keys */}
        <section ref={body} className="dialog-body" tabIndex={0} aria-labelledby={heading}>
          {children}
        </section>
        {news}
        {footer !== undefined && <footer className="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}
