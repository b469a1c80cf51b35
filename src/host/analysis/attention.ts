/** Which studies readers look at, as far as their screens' requests tell. */
export interface Attention {
  /** A screen took up this study. */
  look(studyInstanceUid: string): void;
  /** The last first. */
  looked(): readonly string[];
}

/** As many as two screens hold side by side with their priors; who looked longer ago has gone on to the next. */
const KEPT = 4;
const FADES_MS = 30 * 60_000;

export function createAttention(nowMs: () => number = () => performance.now()): Attention {
  const at = new Map<string, number>();
  return {
    look(studyInstanceUid) {
      at.delete(studyInstanceUid);
      at.set(studyInstanceUid, nowMs());
    },
    looked() {
      for (const [study, ms] of at) if (nowMs() - ms > FADES_MS) at.delete(study);
      return [...at.keys()].reverse().slice(0, KEPT);
    },
  };
}
