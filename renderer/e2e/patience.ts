import { vi } from "vitest";

/** A busy machine is slow, not wrong: whatever is waited for has at least so long to come true. */
const PATIENCE_MS = 30_000;
const waitFor = vi.waitFor;

vi.waitFor = (fact, options) => {
  const own = typeof options === "number" ? { timeout: options } : options;
  return waitFor(fact, { ...own, timeout: Math.max(own?.timeout ?? 0, PATIENCE_MS) });
};
