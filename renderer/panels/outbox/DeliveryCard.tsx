import type { Destination, OutboxItem } from "../../../src/contract/index.ts";
import { clockTime, dateAndTime, type Text, useDynamicText, useMessageText, useText } from "../../stores/index.ts";
import { Badge } from "../../ui/index.ts";
import "./outbox.css";

const TONES = { queued: "quiet", sending: "accent", delivered: "accepted", waiting: "proposed" } as const;

/** Where a delivery goes, in words. */
export function destinationText(destination: Destination, text: Text): string {
  switch (destination.kind) {
    case "embedded":
      return text("settings.destination.embedded");
    case "dicomweb":
      return destination.url;
    case "dimse":
      return `${destination.calledAeTitle} @ ${destination.host}:${destination.port}`;
  }
}

/** One object on its way: state, since when it waits and why, or its receipt. */
export function DeliveryCard({ item }: { readonly item: OutboxItem }) {
  const text = useText();
  const say = useMessageText();
  const find = useDynamicText();
  return (
    <div className="delivery" data-testid="delivery" data-state={item.state}>
      <p className="delivery-head">
        <Badge tone={TONES[item.state]}>{text(`outbox.state.${item.state}`)}</Badge>
        <span className="delivery-kind">
          {find(`sopClass.${item.sopClassUid.replaceAll(".", "-")}`) ?? text("outbox.object")}
        </span>
      </p>
      <p className="quiet">
        {text("outbox.to", { destination: destinationText(item.destination, text), queued: dateAndTime(item.queuedAt) })}
      </p>
      {item.failingSince !== null && item.state !== "delivered" && (
        <p className="delivery-waiting" data-testid="delivery-waiting">
          {text("outbox.waitingSince", { since: dateAndTime(item.failingSince), attempts: item.attempts })}
        </p>
      )}
      {item.error !== null && item.state !== "delivered" && (
        <p className="delivery-error">{say({ kind: "error", error: item.error })}</p>
      )}
      {item.nextAttemptAt !== null && item.state === "waiting" && (
        <p className="quiet">{text("outbox.nextAttempt", { at: clockTime(item.nextAttemptAt) })}</p>
      )}
      {item.receipt !== null && (
        <p className="quiet" data-testid="delivery-receipt">
          {text("outbox.receipt", { at: dateAndTime(item.receipt.at), status: item.receipt.status })}
        </p>
      )}
    </div>
  );
}
