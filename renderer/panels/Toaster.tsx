import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useEffect } from "react";
import { dismissToast, type Toast, useMessageText, useText, useToastStore } from "../stores/index.ts";
import { classNames, IconButton, Spinner } from "../ui/index.ts";
import "./toaster.css";

/** How long news stays; a failure stays until it is closed. */
const STAYS_MS = 5_000;
const ICONS = { neutral: Info, good: CircleCheck, bad: CircleAlert } as const;

/** Transient news, in the flow of whatever holds it: it never lies over an image. */
export function Toaster({ form }: { readonly form: "corner" | "inline" }) {
  const toasts = useToastStore((state) => state.toasts);
  return (
    <div className={classNames("toaster", `toaster-${form}`)} role="status" aria-live="polite" data-testid="toaster">
      {toasts.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastLine({ toast }: { readonly toast: Toast }) {
  const text = useText();
  const say = useMessageText();
  const { id, tone } = toast;
  useEffect(() => {
    if (tone === "bad" || tone === "lasting") return;
    const timer = setTimeout(() => dismissToast(id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [id, tone]);
  const Icon = tone === "lasting" ? undefined : ICONS[tone];
  return (
    <div className={`toast toast-${tone}`} data-testid="toast">
      {Icon === undefined ? <Spinner /> : <Icon size={15} strokeWidth={1.75} aria-hidden />}
      <span className="toast-text">{say(toast.message)}</span>
      <IconButton label={text("common.close")} icon={X} size="small" onPress={() => dismissToast(id)} />
    </div>
  );
}
