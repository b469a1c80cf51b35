import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Log, toErrorRecord } from "../base/index.ts";
import { parsePart10 } from "../dicom/index.ts";
import type { FetchPort } from "../net/index.ts";
import { syncFolder } from "../storage/index.ts";
import { createAlarm } from "./alarm.ts";
import { peerKey } from "./destination.ts";
import { OutboxError, toWriteError } from "./errors.ts";
import { createLanes, removeUnneeded } from "./lanes.ts";
import { type ObjectFiles, openObjectFiles, sha256Of } from "./object-files.ts";
import { openDatabase } from "./open-database.ts";
import { openQueue, type Queue } from "./queue.ts";
import { openSteps } from "./steps.ts";
import { openTable } from "./table.ts";
import type { Outbox, OutboxItem } from "./types.ts";

export interface OutboxPorts {
  /** A folder of its own; made where there is none. Several processes may have it open. */
  readonly directory: string;
  /** What speaks HTTP, for DICOMweb and the built-in archive. */
  readonly fetch: FetchPort;
  /** Base address of the built-in archive's DICOMweb service, behind `fetch`. */
  readonly embeddedUrl: string;
  readonly log: Log;
  readonly now?: () => Date;
}

/** Past the UIDs that name an object. */
const HEAD_UNTIL = 0x0020000f;
/** What fits into one request body in memory. */
const MAX_BYTES = 2 ** 31 - 2 ** 20;

/**
 * Opens the outbox of a workstation. What a process that died was sending is queued again.
 *
 * @throws OutboxError not-openable, damaged, newer-version
 */
export function openOutbox({ directory, fetch, embeddedUrl, log, now = () => new Date() }: OutboxPorts): Outbox {
  const files = openFiles(directory);
  const db = openDatabase(directory, now());
  const table = openTable(db, now);
  const queue = openQueue(table);
  const steps = openSteps(table);
  const recovered = steps.recover();
  if (recovered > 0) log.info("outbox.recovered", { items: recovered });
  sweep(queue, files);

  let seen = queue.revision();
  let listener: ((item: OutboxItem) => void) | undefined;
  let closing: Promise<void> | undefined;
  const notify = () => {
    const changed = listener === undefined ? [] : queue.changedSince(seen);
    seen = queue.revision();
    for (const item of changed) tell(item);
  };
  const tell = (item: OutboxItem) => {
    try {
      listener?.(item);
    } catch (error) {
      log.error("outbox.listener", { code: toErrorRecord(error).code });
    }
  };
  const lanes = createLanes({ queue, steps, files, log, fetch, embeddedUrl, onChange: notify });
  const alarm = createAlarm({
    nextDueMs: () => queue.nextDueMs(),
    now,
    ring: async () => {
      notify();
      await lanes.deliver();
    },
    onError: (error) => log.error("outbox.deliver", { code: toErrorRecord(error).code }),
  });
  const assertOpen = () => {
    if (closing !== undefined) throw new OutboxError("closed");
  };

  return {
    add(object) {
      assertOpen();
      const item = addObject(object, queue, files);
      notify();
      alarm.set();
      return item;
    },
    items() {
      assertOpen();
      return queue.items();
    },
    async deliver(signal) {
      assertOpen();
      try {
        await lanes.deliver(signal);
      } catch (error) {
        throw signal?.aborted ? error : toWriteError(error);
      } finally {
        alarm.set();
      }
    },
    retry(id) {
      assertOpen();
      if (queue.get(id) === undefined) throw new OutboxError("not-found");
      steps.retry(id);
      notify();
      alarm.set();
    },
    start(onChange) {
      assertOpen();
      listener = onChange;
      seen = queue.revision();
      alarm.start();
    },
    dispose() {
      alarm.stop();
      closing ??= lanes.dispose().finally(() => db.close());
      return closing;
    },
  };
}

function openFiles(directory: string): ObjectFiles {
  try {
    const made = mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (made !== undefined) syncFolder(dirname(made));
    return openObjectFiles(directory);
  } catch (error) {
    throw new OutboxError("not-openable", {}, error);
  }
}

/** Removes files that no undelivered item needs: a crash came between the file and its row, or between receipt and removal. */
function sweep(queue: Queue, files: ObjectFiles): void {
  const unneeded = files.list().filter((sha256) => !queue.isNeeded(sha256));
  for (const sha256 of unneeded) removeUnneeded(sha256, queue, files);
}

type NewObject = Parameters<Outbox["add"]>[0];

/** File first, row second, both before anyone else looks: a row never names bytes that are not on disk. @throws OutboxError */
function addObject(object: NewObject, queue: Queue, files: ObjectFiles): OutboxItem {
  assertIsWhatItSays(object);
  const { bytes, destination, ...names } = object;
  const peer = peerKey(destination);
  const sha256 = sha256Of(bytes);
  const find = () => {
    const found = queue.find(names.sopInstanceUid, peer);
    if (found === undefined || found.sha256 === sha256) return found?.item;
    throw new OutboxError("conflicting-object", { sopInstanceUid: names.sopInstanceUid });
  };
  let temporaryPath: string | undefined;
  try {
    const before = find();
    if (before?.state === "delivered") return before;
    // Written before the others are locked out; they may still take the file that is there away, hence the second look.
    if (!files.holds(sha256)) temporaryPath = files.writeTemporary(bytes);
    return queue.transaction(() => {
      const there = find();
      if (there?.state === "delivered") return there;
      if (!files.holds(sha256)) {
        temporaryPath ??= files.writeTemporary(bytes);
        files.publish(temporaryPath, sha256);
      }
      if (there === undefined) queue.insert({ ...names, destination, peer, sha256, byteLength: bytes.length });
      else queue.updateDestination(there.id, destination);
      return find() as OutboxItem;
    });
  } catch (error) {
    throw toWriteError(error);
  } finally {
    if (temporaryPath !== undefined) files.removeTemporary(temporaryPath);
  }
}

/** A receipt names a UID: it must be that of the bytes. */
function assertIsWhatItSays({ bytes, studyInstanceUid, sopInstanceUid, sopClassUid }: NewObject): void {
  if (bytes.length > MAX_BYTES) throw new OutboxError("not-sendable", { what: "length" });
  let uids: readonly (string | undefined)[];
  try {
    const { dataset } = parsePart10(bytes, { untilTag: HEAD_UNTIL });
    uids = [dataset.first("StudyInstanceUID"), dataset.first("SOPInstanceUID"), dataset.first("SOPClassUID")];
  } catch (error) {
    throw new OutboxError("not-sendable", { what: "format" }, error);
  }
  const wanted = [studyInstanceUid, sopInstanceUid, sopClassUid];
  if (wanted.some((uid, index) => uid !== uids[index])) throw new OutboxError("not-sendable", { what: "identity" });
}
