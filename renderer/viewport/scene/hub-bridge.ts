import type { Hub, HubEvent } from "./hub.ts";

type Message = { readonly kind: "hello" } | { readonly kind: "event"; readonly event: HubEvent };

/**
 * Tells the scenes of a study's other windows what those of this one do, and the other way round: crosshair, scrolling, windows, what each
 * shows. Nothing is sent until another window has been heard. A window that comes later is told what there is now; of one that goes, its
 * scenes are said to be gone. Returns how to stop.
 */
export function bridgeHub(hub: Hub, studyInstanceUid: string): () => void {
  const channel = new BroadcastChannel(`hounsfield-scenes-${studyInstanceUid}`);
  const shown = new Map<string, HubEvent>();
  const crosshairs = new Map<string, HubEvent>();
  let hasOthers = false;
  const send = (message: Message) => channel.postMessage(message);
  const isOwn = (event: HubEvent) => event.from.startsWith(hub.id);
  const stop = hub.subscribe((event) => {
    if (event.kind === "crosshair") crosshairs.set(event.space, event);
    if (!isOwn(event)) return;
    if (event.kind === "shown") shown.set(event.from, event);
    if (event.kind === "gone") shown.delete(event.from);
    if (hasOthers) send({ kind: "event", event });
  });
  const leave = () => {
    for (const from of shown.keys()) send({ kind: "event", event: { kind: "gone", from } });
  };
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    const isNew = !hasOthers;
    hasOthers = true;
    if (data.kind === "event") hub.tell(data.event);
    else {
      for (const event of [...crosshairs.values(), ...shown.values()]) send({ kind: "event", event });
      if (isNew) send({ kind: "hello" });
    }
  });
  window.addEventListener("pagehide", leave);
  send({ kind: "hello" });
  return () => {
    leave();
    stop();
    window.removeEventListener("pagehide", leave);
    channel.close();
  };
}
