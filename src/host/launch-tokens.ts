import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * The keys of one run: launch tokens open the door once each, and give the bearer the run's cookie.
 *
 * Compared in constant time; nothing is written to disk, so a restart ends every session.
 */
export interface LaunchTokens {
  /** A fresh token that `exchange` takes once. */
  issue(): string;
  /** The session's secret for a good token, used up by this; undefined otherwise. */
  exchange(token: string): string | undefined;
  isSession(secret: string): boolean;
}

export function createLaunchTokens(): LaunchTokens {
  const session = randomBytes(32).toString("base64url");
  const unused = new Set<string>();
  return {
    issue: () => {
      const token = randomBytes(24).toString("base64url");
      unused.add(token);
      return token;
    },
    exchange: (token) => {
      const found = [...unused].find((candidate) => equals(candidate, token));
      if (found === undefined) return undefined;
      unused.delete(found);
      return session;
    },
    isSession: (secret) => equals(session, secret),
  };
}

function equals(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
