import { useSessionStore, useText } from "../stores/index.ts";
import { Spinner } from "../ui/index.ts";

/** Said calmly while the host does not answer: what still works, and that it is tried again. */
export function ConnectionBanner() {
  const text = useText();
  const connection = useSessionStore((state) => state.connection);
  if (connection !== "lost" && connection !== "expired") return null;
  return (
    <div className="connection-banner" role="alert" data-testid="connection-banner">
      {connection === "lost" && <Spinner />}
      {text(connection === "lost" ? "app.hostLost" : "app.hostExpired")}
    </div>
  );
}
