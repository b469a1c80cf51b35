import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import type { ModelManifest } from "../contract/manifest.ts";
import { InferenceError } from "../errors.ts";

export const SIGNATURE = "signature.json";
export const MAX_SIGNATURE_BYTES = 16 * 1024;

const base64Schema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** `signature.json` of a package. */
const signatureSchema = z.strictObject({
  algorithm: z.literal("Ed25519"),
  /** DER, SubjectPublicKeyInfo (RFC 8410). */
  publicKey: base64Schema,
  /** No line ends nor other control characters: it is a line of what is signed. */
  signer: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u),
  signedAt: z.iso.datetime({ precision: 0 }),
  signature: base64Schema,
});
export type PackageSignature = z.infer<typeof signatureSchema>;

/** What is known of who published a package. */
export type Signed =
  | { readonly state: "unsigned" }
  | {
      readonly state: "signed";
      readonly signer: string;
      readonly signedAt: string;
      /** Base64 as in the file: what a known publisher is recognised by. */
      readonly publicKey: string;
      /** SHA-256 of the key in hexadecimal: what two people compare. */
      readonly fingerprint: string;
    };

/** Whose package it is: of a publisher the reader knows, of somebody else, or unsigned. */
export type Trust = "known" | "unknown" | "unsigned";

export function trustOf(signed: Signed, knownKeys: readonly string[]): Trust {
  if (signed.state === "unsigned") return "unsigned";
  return knownKeys.includes(signed.publicKey) ? "known" : "unknown";
}

/**
 * Checks a signature over the manifest's bytes and the hashes it lists; that the files have these hashes is checked where they are
 * read. Throws `inference/bad-signature`.
 */
export function verifySignature(bytes: Uint8Array, manifest: ModelManifest, manifestBytes: Uint8Array): Signed {
  const parsed = signatureSchema.safeParse(jsonOf(bytes));
  if (!parsed.success) throw badSignature("signature.json is not one");
  const { publicKey, signature, signer, signedAt } = parsed.data;
  const key = publicKeyOf(publicKey);
  const text = signedText({ signer, signedAt }, manifest, manifestBytes);
  if (!verify(null, text, key, Buffer.from(signature, "base64")))
    throw badSignature("the files or the name are not those that were signed");
  return { state: "signed", signer, signedAt, publicKey, fingerprint: fingerprintOf(publicKey) };
}

/** Signs a package: the text of `signature.json`. `privateKey` is PEM (PKCS #8). */
export function signPackage(
  manifest: ModelManifest,
  manifestBytes: Uint8Array,
  by: { readonly signer: string; readonly signedAt: Date; readonly privateKey: string },
): string {
  const key = privateKeyOf(by.privateKey);
  const signedAt = by.signedAt.toISOString().replace(/\.\d+Z$/, "Z");
  const text = signedText({ signer: by.signer, signedAt }, manifest, manifestBytes);
  const signature: PackageSignature = {
    algorithm: "Ed25519",
    publicKey: createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64"),
    signer: by.signer,
    signedAt,
    signature: sign(null, text, key).toString("base64"),
  };
  if (!signatureSchema.safeParse(signature).success) throw badSignature("the signer's name cannot be used");
  return `${JSON.stringify(signature, null, 2)}\n`;
}

/** The SHA-256 of a public key in hexadecimal. */
export function fingerprintOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex");
}

/** What is signed: name and time of the signer, then a line `hash  path` for the manifest and every file, ordered by path. */
function signedText(
  { signer, signedAt }: { readonly signer: string; readonly signedAt: string },
  manifest: ModelManifest,
  manifestBytes: Uint8Array,
): Buffer {
  const own = { path: "manifest.json", sha256: createHash("sha256").update(manifestBytes).digest("hex") };
  const lines = [own, ...manifest.files]
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  return Buffer.from(`hounsfield-model-signature/1\nsigner ${signer}\nsignedAt ${signedAt}\n${lines.join("")}`, "utf8");
}

function publicKeyOf(base64: string): KeyObject {
  const der = Buffer.from(base64, "base64");
  try {
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    // One key has one spelling: what is compared with the known publishers is the text.
    const own = key.export({ format: "der", type: "spki" }).toString("base64");
    if (key.asymmetricKeyType === "ed25519" && own === base64) return key;
  } catch (error) {
    throw badSignature("its key cannot be read", error);
  }
  throw badSignature("its key is not of Ed25519");
}

function privateKeyOf(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch (error) {
    throw badSignature("the private key cannot be read", error);
  }
  throw badSignature("the private key is not of Ed25519");
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function badSignature(reason: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "bad-signature",
    `The signature of this package does not hold (${reason}), so it is not used. Get it again from its publisher.`,
    { why: reason },
    cause,
  );
}
