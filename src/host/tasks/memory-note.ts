import { randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Disposable } from "../../base/index.ts";

/**
 * A file that a process makes before it ends itself over its memory. What is left of a process that was killed is a number that means
 * something else on each system; a file that is there means one thing.
 */
export interface MemoryNote extends Disposable {
  readonly path: string;
  isLeft(): boolean;
}

export function createMemoryNote(): MemoryNote {
  const path = join(tmpdir(), `hounsfield-memory-${randomUUID()}`);
  return { path, isLeft: () => existsSync(path), dispose: () => rmSync(path, { force: true }) };
}
