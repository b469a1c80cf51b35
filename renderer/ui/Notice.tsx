import { CircleAlert, Info, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Spinner } from "./Spinner.tsx";
import "./notice.css";

/** A line of news inside a panel: what failed, what still works, what to do. */
export function Notice(props: {
  readonly tone?: "quiet" | "proposed" | "bad";
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly testId?: string;
}) {
  const { tone = "quiet", children, action, testId } = props;
  const Icon = props.icon ?? (tone === "quiet" ? Info : CircleAlert);
  return (
    <div className={`notice notice-${tone}`} role={tone === "bad" ? "alert" : "note"} data-testid={testId}>
      <Icon size={15} strokeWidth={1.75} aria-hidden />
      <div className="notice-body">{children}</div>
      {action}
    </div>
  );
}

/** An empty place that says what belongs there and how to get it. */
export function EmptyState(props: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly testId?: string;
}) {
  const { icon: Icon, title, children, action, testId } = props;
  return (
    <div className="empty" data-testid={testId}>
      <Icon size={28} strokeWidth={1.25} aria-hidden />
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-body">{children}</div>}
      {action}
    </div>
  );
}

/** A place whose content is on its way. */
export function LoadingState({ label }: { readonly label: string }) {
  return (
    <div className="loading" role="status">
      <Spinner />
      <span>{label}</span>
    </div>
  );
}
