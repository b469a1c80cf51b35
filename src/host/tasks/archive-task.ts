import { openArchive, type VerifyReport } from "../../archive/index.ts";
import { silentLog } from "../../base/index.ts";
import type { TaskContext } from "./handlers.ts";
import type { Tasks } from "./types.ts";

/** How often a worker tells how far it is. */
const tellEveryMs = 200;

/** Reads every stored file again, in this process. */
export async function runVerify(
  { archiveDirectory }: Tasks["verify"]["input"],
  { signal, onProgress }: TaskContext<Tasks["verify"]["progress"]>,
): Promise<VerifyReport> {
  const archive = openArchive(archiveDirectory, { log: silentLog });
  try {
    return await archive.verify({ signal, onProgress: nowAndThen(onProgress) });
  } finally {
    archive.dispose();
  }
}

/** Makes the index again from the originals alone, in this process. */
export async function runRebuild(
  { archiveDirectory }: Tasks["rebuild"]["input"],
  { onProgress }: TaskContext<Tasks["rebuild"]["progress"]>,
): Promise<Tasks["rebuild"]["output"]> {
  const archive = openArchive(archiveDirectory, { log: silentLog });
  try {
    return await archive.care.rebuild(nowAndThen(onProgress));
  } finally {
    archive.dispose();
  }
}

function nowAndThen<T>(tell: (progress: T) => void): (progress: T) => void {
  let toldMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < tellEveryMs) return;
    toldMs = nowMs;
    tell(progress);
  };
}
