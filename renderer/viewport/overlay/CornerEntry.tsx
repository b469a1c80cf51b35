import { type FormEvent, type ReactNode, useState } from "react";

interface CornerEntryProps {
  /** What the corner says: the button's words. */
  readonly line: string;
  /** `data-line` of button and form. */
  readonly name: string;
  readonly title: string;
  readonly isMinor?: boolean;
  readonly hidden?: boolean;
  readonly form: (close: () => void) => ReactNode;
}

/** A line in the corner that turns into a form when it is clicked. */
export function CornerEntry({ line, name, title, isMinor = false, hidden = false, form }: CornerEntryProps) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return form(() => setOpen(false));
  return (
    <button
      type="button"
      className={isMinor ? "corner-entry minor" : "corner-entry"}
      hidden={hidden}
      data-line={name}
      data-control
      title={title}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => setOpen(true)}
    >
      {line}
    </button>
  );
}

interface CornerFormProps {
  readonly name: string;
  readonly title: string;
  readonly onApply: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Its form: Enter applies, Escape and leaving it close; no key of it reaches the images. */
export function CornerForm({ name, title, onApply, onClose, children }: CornerFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply();
  };
  return (
    <form
      className="corner-form"
      data-control
      data-line={name}
      aria-label={title}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onClose();
      }}
      onSubmit={submit}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onClose()}
    >
      {children}
    </form>
  );
}
