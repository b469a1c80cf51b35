import type { ModelAccepts, ModelCard, ModelVersion } from "../contract/index.ts";
import type { InstalledModel } from "../inference/index.ts";

/**
 * What a reader is shown of a model: its version in use, the others beside it.
 *
 * @param shown the version in use, else the one whose fault is to be said
 * @param versions all of the model, newest first
 */
export function toCard(shown: InstalledModel, versions: readonly InstalledModel[], previousVersion: string | null): ModelCard {
  const { id, version, manifest, error } = shown;
  const unknown = { en: id, "zh-CN": id };
  const nothing = { en: "", "zh-CN": "" };
  return {
    id,
    version,
    title: manifest?.title ?? unknown,
    intendedUse: manifest?.intendedUse ?? nothing,
    regulatoryStatus: manifest?.regulatoryStatus ?? nothing,
    publisher: manifest?.publisher.name ?? "",
    weightsSha256: shown.weightsSha256 ?? "",
    modalities: [...(manifest?.accepts.modality ?? [])],
    minimumInstances: manifest?.accepts.minSlices ?? 1,
    accepts: acceptsOf(shown),
    licence: manifest?.licence ?? "",
    scored: manifest?.scored ?? nothing,
    training: {
      summary: manifest?.training.summary ?? nothing,
      data: (manifest?.training.data ?? []).map(({ name, licence, cases }) => ({
        ...{ name, licence },
        ...(cases === undefined ? {} : { cases }),
      })),
    },
    findings: Object.values(manifest?.findings ?? {}).map(({ title }) => title),
    operatingPoints: (manifest?.operatingPoints ?? []).map((point) => ({ ...point })),
    defaultOperatingPoint: manifest?.defaultOperatingPoint ?? "",
    explanation: manifest?.explanation.kind ?? "none",
    versions: versions.map(toVersion),
    previousVersion,
    usable: error === undefined && !shown.retired,
    ...(error ? { error: { ...error, details: { ...error.details } } } : {}),
  };
}

function toVersion({ version, active, builtIn, retired, trust, signed, weightsSha256, error }: InstalledModel): ModelVersion {
  return {
    ...{ version, active, builtIn, retired, trust },
    ...(signed?.state === "signed" ? { signer: signed.signer } : {}),
    weightsSha256: weightsSha256 ?? "",
    ...(error ? { error: { ...error, details: { ...error.details } } } : {}),
  };
}

function acceptsOf({ manifest }: InstalledModel): ModelAccepts {
  if (manifest === undefined) return { of: "volume", bodyRegion: [], view: [], contrast: "any" };
  const { of, bodyRegion, view, contrast, minSlices, maxSliceSpacingMm, maxSliceThicknessMm, maxPixelSpacingMm, minExtentMm } =
    manifest.accepts;
  const bounds = { minSlices, maxSliceSpacingMm, maxSliceThicknessMm, maxPixelSpacingMm, minExtentMm };
  return {
    ...{ of, contrast },
    bodyRegion: bodyRegion === "any" ? [] : [...bodyRegion],
    view: [...(view ?? [])],
    ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)),
  };
}
