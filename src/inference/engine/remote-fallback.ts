import { InferenceError } from "../errors.ts";
import type { Network } from "./network.ts";

/**
 * A network of a server that this computer's takes the place of, for good and with a note, once the server fails. What went wrong with
 * the tensors themselves would go wrong here too, but costs a second attempt only.
 */
export function createRemoteWithFallback(
  remote: Network,
  openHere: () => Promise<Network>,
  note: (error: unknown) => void,
): Network {
  let here: Promise<Network> | undefined;
  let provider = remote.provider;
  const turnBack = async (error: unknown) => {
    note(error);
    const network = await openHere();
    provider = network.provider;
    return network;
  };
  return {
    get provider() {
      return provider;
    },
    async run(inputs) {
      if (here) return (await here).run(inputs);
      try {
        return await remote.run(inputs);
      } catch (error) {
        if (!(error instanceof InferenceError) || error.code !== "remote-failed") throw error;
        // Of several runs at once only the first opens it.
        here ??= turnBack(error);
        return (await here).run(inputs);
      }
    },
    async dispose() {
      await remote.dispose();
      await here?.then((network) => network.dispose()).catch(() => undefined);
    },
  };
}
