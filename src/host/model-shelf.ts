import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ModelCard } from "../contract/index.ts";
import { readModelCard } from "../inference/index.ts";
import { HostError } from "./errors.ts";

export interface ShelvedModel extends ModelCard {
  readonly directory: string;
}

/** The model packages that lie in the model folders, usable or not and why. */
export interface ModelShelf {
  list(): readonly ShelvedModel[];
  /** @throws HostError "not-found"; the card's own error as AreaError when the package cannot be used */
  usable(id: string): ShelvedModel;
}

export function openModelShelf(directories: readonly string[]): ModelShelf {
  const list = () =>
    directories
      .filter((directory) => existsSync(directory))
      .flatMap((directory) => readdirSync(directory, { withFileTypes: true }).map((entry) => ({ directory, entry })))
      .filter(({ directory, entry }) => entry.isDirectory() && existsSync(join(directory, entry.name, "manifest.json")))
      .map(({ directory, entry }) => ({ ...readModelCard(join(directory, entry.name)), directory: join(directory, entry.name) }));
  return {
    list,
    usable(id) {
      const model = list().find((card) => card.id === id);
      if (!model) throw new HostError("not-found", "No model of this name is installed. The others can be used.", { model: id });
      if (model.error) throw new HostError("bad-request", model.error.message, { model: id });
      return model;
    },
  };
}
