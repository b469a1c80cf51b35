import demoPatientJson from "../../assets/demo/patient.json" with { type: "json" };
import { chestRecipe } from "./chest-recipe.ts";
import type { PhantomPatient, PhantomStudy } from "./identity.ts";
import type { ChestRecipe, ChestRecipeOptions } from "./recipe.ts";
import type { WristRecipe } from "./wrist-recipe.ts";

/** The patient that ships with the workstation: one person, three studies. */
export interface DemoPatient {
  readonly patient: PhantomPatient;
  readonly chest: ChestRecipe;
  readonly wrist: WristRecipe;
  readonly studies: Readonly<Record<"current" | "prior" | "wrist", PhantomStudy>>;
}

/** The demo patient's recipe, from assets/demo/patient.json. */
export function demoPatient(): DemoPatient {
  const { patient, chest, wrist, studies } = demoPatientJson as unknown as Omit<DemoPatient, "chest"> & {
    readonly chest: ChestRecipeOptions;
  };
  return { patient, chest: chestRecipe(chest), wrist, studies };
}
