import { type SceneMessage, sceneMessageSchema } from "../../../src/contract/index.ts";
import type { Hub, HubEvent } from "./hub.ts";
import { whenWindowEnds, whileWindowLives } from "./window-life.ts";

/** More scenes than the other windows of a study have, and more spaces than a patient; what lies beyond is not heard. */
const MOST_SCENES = 64;
const MOST_SPACES = 256;

const windowOf = ({ from }: HubEvent) => from.split("/", 1)[0] as string;

/**
 * Tells the scenes of a study's other windows what those of this one do, and the other way round: crosshair, scrolling, windows, what each
 * shows, at what scale pictures that are held together fit. Nothing is sent until another window has been heard. A window that comes later
 * is told what there is now; of one that goes, or breaks down, its scenes are said to be gone. What is not of the messages' form, or speaks
 * for a scene of this window, is not heard. Returns how to stop.
 */
export function bridgeHub(hub: Hub, studyInstanceUid: string): () => void {
  const channel = new BroadcastChannel(`hounsfield-scenes-${studyInstanceUid}`);
  const own = new Map<string, HubEvent>();
  const crosshairs = new Map<string, HubEvent>();
  const others = new Map<string, Set<string>>();
  const over = new AbortController();
  let hasOthers = false;
  const send = (message: SceneMessage) => channel.postMessage(message);
  const stop = hub.subscribe((event) => {
    if (event.kind === "crosshair") crosshairs.set(event.space, event);
    if (!hub.isOwn(event)) return;
    if (event.kind === "shown" || event.kind === "fits") own.set(`${event.kind} ${event.from}`, event);
    if (event.kind === "gone") for (const kind of ["shown", "fits"]) own.delete(`${kind} ${event.from}`);
    if (hasOthers) send({ kind: "event", event });
  });
  const leave = () => {
    for (const from of new Set([...own.values()].map((event) => event.from)))
      send({ kind: "event", event: { kind: "gone", from } });
  };
  const forget = (other: string) => {
    for (const from of others.get(other) ?? []) hub.tell({ kind: "gone", from });
    others.delete(other);
  };
  const scenesOf = (other: string): Set<string> => {
    const known = others.get(other);
    if (known !== undefined) return known;
    const scenes = new Set<string>();
    others.set(other, scenes);
    whenWindowEnds(other, over.signal, () => forget(other));
    return scenes;
  };
  const hear = (event: HubEvent) => {
    if (hub.isOwn(event)) return;
    const scenes = scenesOf(windowOf(event));
    const isNewSpace = event.kind === "crosshair" && !crosshairs.has(event.space);
    const count = [...others.values()].reduce((sum, { size }) => sum + size, 0);
    if ((!scenes.has(event.from) && count >= MOST_SCENES) || (isNewSpace && crosshairs.size >= MOST_SPACES)) return;
    if (event.kind === "gone") scenes.delete(event.from);
    else scenes.add(event.from);
    hub.tell(event);
  };
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const message = sceneMessageSchema.safeParse(data).data;
    if (message === undefined) return;
    const isNew = !hasOthers;
    hasOthers = true;
    if (message.kind === "event") hear(message.event);
    else {
      for (const event of [...crosshairs.values(), ...own.values()]) send({ kind: "event", event });
      if (isNew) send({ kind: "hello" });
    }
  });
  window.addEventListener("pagehide", leave);
  whileWindowLives(hub.id, over.signal, () => send({ kind: "hello" }));
  return () => {
    leave();
    stop();
    over.abort();
    window.removeEventListener("pagehide", leave);
    channel.close();
  };
}
