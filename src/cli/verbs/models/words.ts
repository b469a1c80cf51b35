import type { InstalledModel } from "../../../inference/index.ts";

type Signed = NonNullable<InstalledModel["signed"]>;

/** Who signed a package, in a sentence. */
export function signedWords(signed: Signed, isKnown: boolean): string {
  if (signed.state === "unsigned") return "Not signed: nobody can say who made it.";
  const who = isKnown ? "a known publisher" : "not among the known publishers";
  return `Signed by ${signed.signer} (${who}) on ${signed.signedAt.slice(0, 10)}; key ${grouped(signed.fingerprint)}.`;
}

/** A fingerprint as two people read it to each other: its first 32 digits in fours. */
export function grouped(fingerprint: string): string {
  return (fingerprint.slice(0, 32).match(/.{4}/g) ?? []).join(" ");
}

/** A version of a model as JSON has it on the command line. */
export function describeModel({ manifest, signed, error, directory: _, folder: __, ...model }: InstalledModel) {
  return {
    ...model,
    title: manifest?.title ?? null,
    signer: signed?.state === "signed" ? signed.signer : null,
    fingerprint: signed?.state === "signed" ? signed.fingerprint : null,
    ...(error ? { error } : {}),
  };
}
