import { z } from "zod";

/** Somebody whose signed packages are taken in without asking; the fingerprint (SHA-256 of the key) is what two people compare. */
const modelPublisherSchema = z.object({ name: z.string(), fingerprint: z.string() });
export type ModelPublisher = z.infer<typeof modelPublisherSchema>;

/** GET /api/publishers; also the answer to every change. DELETE /api/publishers/:fingerprint asks again before packages of that key. */
export const modelPublisherListSchema = z.object({ publishers: z.array(modelPublisherSchema) });

/** A key file is a few hundred bytes: PEM of a public key of Ed25519, or base64 of its SPKI. */
const keySchema = z.string().min(1).max(16_384);

/** POST /api/publishers/key: what a key file holds, before anybody is trusted. Answered with `publisherKeyAnswerSchema`. */
export const publisherKeySchema = z.object({ key: keySchema });
export const publisherKeyAnswerSchema = z.object({ fingerprint: z.string() });

/** POST /api/publishers: trusts a key under a name. */
export const publisherCreateSchema = z.object({ name: z.string().trim().min(1).max(200), key: keySchema });
