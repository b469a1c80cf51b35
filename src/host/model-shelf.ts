import { AreaError } from "../base/index.ts";
import type { ModelCard } from "../contract/index.ts";
import { type ListedModel, listModels } from "../inference/index.ts";
import { HostError } from "./errors.ts";

export interface ShelvedModel {
  readonly directory: string;
  readonly card: ModelCard;
}

/** The model packages that lie in the model folders, usable or not and why. */
export interface ModelShelf {
  list(): Promise<readonly ShelvedModel[]>;
  /** @throws HostError "not-found"; the package's own error when it cannot be used */
  usable(id: string): Promise<ShelvedModel>;
}

export function openModelShelf(directories: readonly string[]): ModelShelf {
  const list = async () => (await listModels(directories)).map(toShelved);
  return {
    list,
    async usable(id) {
      const model = (await list()).find(({ card }) => card.id === id);
      if (!model) throw new HostError("not-found", "No model of this name is installed. The others can be used.", { model: id });
      const { error } = model.card;
      if (error) throw new AreaError(error.area, error.code, error.message, { details: { ...error.details } });
      return model;
    },
  };
}

function toShelved({ directory, folder, manifest, weightsSha256, error }: ListedModel): ShelvedModel {
  const unknown = { en: folder, "zh-CN": folder };
  const card: ModelCard = {
    id: manifest?.id ?? folder,
    version: manifest?.version ?? "",
    title: manifest?.title ?? unknown,
    intendedUse: manifest?.intendedUse ?? { en: "", "zh-CN": "" },
    scored: manifest?.scored ?? { en: "", "zh-CN": "" },
    weightsSha256: weightsSha256 ?? "",
    modalities: [...(manifest?.accepts.modality ?? [])],
    minimumInstances: manifest?.accepts.minSlices ?? 1,
    licence: manifest?.licence ?? "",
    usable: error === undefined,
    ...(error ? { error: { ...error, details: { ...error.details } } } : {}),
  };
  return { directory, card };
}
