import { PackageCheck, RotateCw } from "lucide-react";
import type { OutboxItem } from "../../../src/contract/index.ts";
import {
  closeDialog,
  loadOutbox,
  openDialog,
  pendingItems,
  retryDelivery,
  useMessageText,
  useOutboxStore,
  useText,
} from "../../stores/index.ts";
import { Button, Dialog, EmptyState, LoadingState, Notice } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import { DeliveryCard } from "./DeliveryCard.tsx";
import "./outbox.css";

/** Everything on its way to a PACS, and what has its receipt. */
export function OutboxDialog() {
  const text = useText();
  return (
    <Dialog
      title={text("outbox.title")}
      closeLabel={text("common.close")}
      form="side"
      onClose={closeDialog}
      news={<Toaster form="inline" />}
      testId="outbox-dialog"
      footer={
        <Button tone="quiet" onPress={() => openDialog("settings")}>
          {text("outbox.changeDestination")}
        </Button>
      }
    >
      <OutboxList />
    </Dialog>
  );
}

function OutboxList() {
  const text = useText();
  const say = useMessageText();
  const { items, loadState } = useOutboxStore();
  if (loadState.kind === "failed") {
    return (
      <Notice tone="bad" action={<Button onPress={loadOutbox}>{text("common.retry")}</Button>}>
        {say({ kind: "error", error: loadState.error })}
      </Notice>
    );
  }
  if (items.length === 0 && loadState.kind !== "ready") return <LoadingState label={text("common.loading")} />;
  if (items.length === 0) {
    return (
      <EmptyState icon={PackageCheck} title={text("outbox.empty")}>
        {text("outbox.emptyHint")}
      </EmptyState>
    );
  }
  const pending = pendingItems(items);
  const delivered = items.filter(({ state }) => state === "delivered");
  return (
    <div className="outbox">
      <OutboxGroup title={text("outbox.pending", { count: pending.length })} items={pending} />
      <OutboxGroup title={text("outbox.delivered", { count: delivered.length })} items={delivered} />
    </div>
  );
}

function OutboxGroup({ title, items }: { readonly title: string; readonly items: readonly OutboxItem[] }) {
  const text = useText();
  if (items.length === 0) return null;
  return (
    <section className="outbox-group">
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <DeliveryCard item={item} />
            <div className="outbox-actions">
              {item.state === "waiting" && (
                <Button icon={RotateCw} onPress={() => retryDelivery(item.id)} testId="outbox-retry">
                  {text("outbox.retry")}
                </Button>
              )}
              <a className="outbox-study" href={`#/study/${item.studyInstanceUid}/report`} onClick={closeDialog}>
                {text("outbox.openStudy")}
              </a>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
