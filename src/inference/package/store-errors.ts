import { isAbort } from "../../base/index.ts";
import type { ModelManifest } from "../contract/manifest.ts";
import { InferenceError } from "../errors.ts";
import type { Signed } from "./signature.ts";

/** What the disk says no with, as an error of this room; everything else as it is. */
export function toInstallError(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (isAbort(error) || typeof syscall !== "string") return error;
  return new InferenceError(
    "install-failed",
    `The model could not be written to the disk (${code ?? syscall}). Nothing was changed; check space and permissions and install it again.`,
    { code: code ?? syscall },
    error,
  );
}

export function notTrusted({ id, version }: ModelManifest, signed: Signed): InferenceError {
  if (signed.state === "unsigned")
    return new InferenceError(
      "not-trusted",
      `${id} ${version} is not signed, so nobody can say who made it. Nothing was installed; accept it only if you know where it comes from.`,
      { model: id, version, trust: "unsigned", reason: "unsigned" },
    );
  const { signer, fingerprint } = signed;
  return new InferenceError(
    "not-trusted",
    `${id} ${version} is signed by ${signer}, who is not among the known publishers. Nothing was installed; accept it only if you know them.`,
    { model: id, version, trust: "unknown", reason: "unknown", signer, fingerprint },
  );
}

export function alreadyInstalled({ id, version }: ModelManifest): InferenceError {
  return new InferenceError(
    "already-installed",
    `Another package of ${id} ${version} is installed. A version is published once; ask the publisher for a new one. Nothing was changed.`,
    { model: id, version },
  );
}

export function notInstalled(id: string, version: string): InferenceError {
  const model = id.slice(0, 64);
  return new InferenceError("not-installed", `${model} ${version.slice(0, 24)} is not installed. The other models can be used.`, {
    model,
    version: version.slice(0, 24),
  });
}

export function nothingToRollBack(id: string): InferenceError {
  return new InferenceError(
    "nothing-to-roll-back",
    `There is no earlier version of ${id} on this computer, so the present one stays in use. Install the earlier one.`,
    { model: id },
  );
}

export function isBuiltIn(id: string, version: string): InferenceError {
  return new InferenceError("built-in", `${id} ${version} comes with the program and stays. Choose another version instead.`, {
    model: id,
    version,
  });
}
