import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isProcessAlive, thisProcess } from "../storage/index.ts";

const pattern = /^(\d+-\d+)-[0-9a-f]{8}$/;

/**
 * Name of the folder that holds this opening's temporary files: process id, when the process started, and a random part.
 * It is removed on closing; one that is found on opening and belongs to no living process tells of a crash.
 */
export function newSessionName(): string {
  return `${thisProcess()}-${randomBytes(4).toString("hex")}`;
}

/** Removes the folders of processes that died; true if there was any. */
export function removeDeadSessions(directory: string): boolean {
  const incoming = join(directory, "incoming");
  const dead = namesIn(incoming).filter((name) => !isAlive(name));
  for (const name of dead) rmSync(join(incoming, name), { recursive: true, force: true });
  return dead.length > 0;
}

/** Removes one's own folder on an orderly close. */
export function removeSession(directory: string, session: string): void {
  rmSync(join(directory, "incoming", session), { recursive: true, force: true });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(session: string): boolean {
  const owner = pattern.exec(session)?.[1];
  return owner !== undefined && isProcessAlive(owner);
}
