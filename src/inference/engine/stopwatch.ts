import type { Network } from "./network.ts";

/** How often a network ran and how long in all. */
export interface Stopwatch {
  readonly runs: number;
  readonly ms: number;
}

/** The same network, with the time that it takes. */
export function timed(network: Network): { readonly timed: Network; readonly spent: () => Stopwatch } {
  let spent: Stopwatch = { runs: 0, ms: 0 };
  const run: Network["run"] = async (inputs) => {
    const started = performance.now();
    try {
      return await network.run(inputs);
    } finally {
      spent = { runs: spent.runs + 1, ms: spent.ms + performance.now() - started };
    }
  };
  return {
    timed: {
      get provider() {
        return network.provider;
      },
      run,
      dispose: () => network.dispose(),
    },
    spent: () => spent,
  };
}
