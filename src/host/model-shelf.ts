import { mkdirSync } from "node:fs";
import { AreaError } from "../base/index.ts";
import type { ModelCard, ModelCardText } from "../contract/index.ts";
import { type InstalledModel, type InstallOptions, type ModelStore, openModelStore } from "../inference/index.ts";
import { HostError } from "./errors.ts";
import { toCard } from "./model-card.ts";
import { readCardPicture, readCardText } from "./model-card-text.ts";

export interface ShelvedModel {
  readonly directory: string;
  readonly card: ModelCard;
}

/** The models of this workstation, one for each id in the version that is in use; usable or not and why. */
export interface ModelShelf {
  readonly store: ModelStore;
  list(): Promise<readonly ShelvedModel[]>;
  /** @throws HostError "not-found"; the package's own error when it cannot be used */
  usable(id: string): Promise<ShelvedModel>;
  /** One version of a model, also of one that is no longer used. @throws HostError "not-found" */
  version(id: string, version: string): InstalledModel;
  /** @throws HostError "not-found" */
  card(id: string): ModelCard;
  /** The model card in that language, else in the one there is. @throws HostError "not-found" */
  cardText(id: string, version: string, language: "en" | "zh-CN"): ModelCardText;
  /** A picture of the package; none but a listed one, byte for byte as it is listed. @throws HostError "not-found" */
  picture(id: string, version: string, path: string): Uint8Array<ArrayBuffer>;
  /** Takes in a package; it is in use then. Throws as `ModelStore.install`. */
  install(path: string, options: InstallOptions): Promise<ModelCard>;
}

export interface ModelShelfOptions {
  /** Where installed versions lie. */
  readonly directory: string;
  /** Folders with the product's own packages. */
  readonly builtIn: readonly string[];
  /** Runs the self-test of a package folder in another process; rejects where it fails. */
  readonly selfTest: (directory: string, signal?: AbortSignal) => Promise<void>;
  readonly now?: () => Date;
}

export function openModelShelf(options: ModelShelfOptions): ModelShelf {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const store = openModelStore(options);
  const shelved = (): readonly ShelvedModel[] => {
    const all = store.list();
    return [...Map.groupBy(all, ({ id }) => id)].flatMap(([id, versions]) => {
      const shown = versions.find(({ active }) => active) ?? versions[0];
      return shown ? [{ directory: shown.directory, card: toCard(shown, versions, store.previous(id)) }] : [];
    });
  };
  const found = (id: string): ShelvedModel => {
    const model = shelved().find(({ card }) => card.id === id);
    if (!model) throw new HostError("not-found", "No model of this name is installed. The others can be used.", { model: id });
    return model;
  };
  const version = (id: string, wanted: string): InstalledModel => {
    const model = store.list().find((one) => one.id === id && one.version === wanted);
    if (!model) throw new HostError("not-found", "This version of the model is not on this computer.", { model: id });
    return model;
  };
  return {
    store,
    list: async () => shelved(),
    async usable(id) {
      const model = found(id);
      const { error } = model.card;
      if (error) throw new AreaError(error.area, error.code, error.message, { details: { ...error.details } });
      return model;
    },
    version,
    card: (id) => found(id).card,
    cardText: (id, wanted, language) => readCardText(version(id, wanted), language),
    picture: (id, wanted, path) => readCardPicture(version(id, wanted), path),
    async install(path, installing) {
      const { id } = await store.install(path, installing);
      return found(id).card;
    },
  };
}
