import type { LucideIcon } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Spinner } from "./Spinner.tsx";
import { Tooltip } from "./Tooltip.tsx";
import { useOnce } from "./use-once.ts";
import "./button.css";

interface Pressable {
  /** A promise that it answers is waited for: until then it is not pressed again, and is drawn busy when that takes long. */
  readonly onPress: () => unknown;
  /** Why it cannot be used now: the control stays reachable and says so. */
  readonly disabledReason?: string | undefined;
  readonly testId?: string | undefined;
}

export interface ButtonProps extends Pressable {
  readonly children: ReactNode;
  readonly icon?: LucideIcon;
  readonly tone?: "plain" | "primary" | "quiet" | "bad";
  readonly busy?: boolean;
  /** Fills the form it stands in. */
  readonly submit?: boolean;
  readonly title?: string | undefined;
  /** A key that does the same. */
  readonly hint?: string | undefined;
}

export function Button(props: ButtonProps) {
  const {
    children,
    icon: Icon,
    tone = "plain",
    busy: isSaidBusy = false,
    submit = false,
    disabledReason,
    title,
    hint,
    onPress,
    testId,
  } = props;
  const { press, isBusy } = useOnce(onPress);
  const busy = isSaidBusy || isBusy;
  const off = disabledReason !== undefined || busy;
  const isSaid = disabledReason !== undefined || title !== undefined || hint !== undefined;
  return (
    <Tooltip text={title ?? (isSaid ? children : undefined)} hint={hint} reason={disabledReason}>
      <button
        type={submit ? "submit" : "button"}
        className={classNames("button", `button-${tone}`)}
        aria-disabled={off || undefined}
        aria-description={disabledReason}
        aria-busy={busy || undefined}
        data-testid={testId}
        onClick={(event) => pressUnless(off, event, press)}
      >
        {busy ? <Spinner /> : Icon !== undefined && <Icon size={15} strokeWidth={1.75} aria-hidden />}
        <span className="button-label">{children}</span>
      </button>
    </Tooltip>
  );
}

export interface IconButtonProps extends Pressable {
  readonly label: string;
  readonly icon: LucideIcon;
  /** A key that does the same. */
  readonly hint?: string | undefined;
  /** For a switch or one of several tools. */
  readonly pressed?: boolean | undefined;
  readonly size?: "plain" | "small";
  /** "quiet": being pressed is said softly (a panel that stands open), not in the accent (a tool in the hand). */
  readonly look?: "accent" | "quiet";
  /** A number at its corner. */
  readonly count?: number | undefined;
  /** False: Tab passes it by; one of many alike, and its line is reached first. */
  readonly isStop?: boolean;
}

/** A button that is an icon; a click by pointer leaves the focus where it was, so that keys go on steering the images. */
export function IconButton(props: IconButtonProps) {
  const { label, icon: Icon, hint, pressed, size = "plain", look = "accent" } = props;
  const { count, isStop = true, disabledReason, onPress, testId } = props;
  const { press, isBusy } = useOnce(onPress);
  const off = disabledReason !== undefined || isBusy;
  return (
    <Tooltip text={label} hint={hint} reason={disabledReason}>
      <button
        type="button"
        className={classNames("icon-button", size === "small" && "icon-button-small", look === "quiet" && "icon-button-quiet")}
        tabIndex={isStop ? undefined : -1}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={off || undefined}
        aria-description={disabledReason}
        aria-busy={isBusy || undefined}
        data-testid={testId}
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => pressUnless(off, event, press)}
      >
        {isBusy ? <Spinner /> : <Icon size={size === "small" ? 14 : 17} strokeWidth={1.75} aria-hidden />}
        {count !== undefined && count > 0 && <span className="icon-button-count">{count}</span>}
      </button>
    </Tooltip>
  );
}

function pressUnless(off: boolean, event: MouseEvent, press: () => void): void {
  if (off) event.preventDefault();
  else press();
}
