import { createPublicKey } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { InferenceError } from "../errors.ts";
import { readSmallJson, writeJson } from "./active.ts";
import { fingerprintOf } from "./signature.ts";

const FILE = "publishers.json";

const publisherSchema = z.strictObject({
  name: z.string().min(1).max(200),
  /** Base64 of the key's SPKI, as `signature.json` has it. */
  publicKey: z.string().min(1).max(200),
});
const MOST_PUBLISHERS = 100;
const publishersSchema = z.strictObject({ publishers: z.array(publisherSchema).max(MOST_PUBLISHERS) });

/** Somebody whose signed packages are taken in without asking. */
export type Publisher = z.infer<typeof publisherSchema>;

/** The known publishers of a store; none where nobody was named, or the file is damaged. */
export function readPublishers(directory: string): readonly Publisher[] {
  return readSmallJson(join(directory, FILE), publishersSchema)?.publishers ?? [];
}

/** Writes them in one rename; of more than a store holds the last named. */
export function writePublishers(directory: string, publishers: readonly Publisher[]): void {
  writeJson(directory, FILE, publishersSchema.parse({ publishers: publishers.slice(-MOST_PUBLISHERS) }));
}

/**
 * A publisher from a key file: PEM of the public key, or base64 of its SPKI.
 *
 * Throws `inference/bad-signature` where it is no public key of Ed25519.
 */
export function parsePublisher(name: string, key: string): Publisher {
  const text = key.trim();
  try {
    // A private key gives its public half too: nobody should hand that around.
    if (text.includes("PRIVATE")) throw new TypeError("a private key");
    const isPem = text.startsWith("-----BEGIN");
    const read = createPublicKey(isPem ? text : { key: Buffer.from(text, "base64"), format: "der", type: "spki" });
    if (read.asymmetricKeyType !== "ed25519") throw new TypeError("another kind of key");
    return publisherSchema.parse({ name, publicKey: read.export({ format: "der", type: "spki" }).toString("base64") });
  } catch (error) {
    throw new InferenceError(
      "bad-signature",
      "This is not the public key of a publisher (Ed25519, PEM or base64). Ask the publisher for it.",
      { why: "the public key cannot be used", reason: "key" },
      error,
    );
  }
}

/** What two people compare to know that they mean the same key. */
export function fingerprintOfPublisher({ publicKey }: Publisher): string {
  return fingerprintOf(publicKey);
}
