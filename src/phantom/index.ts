export { type Anatomy, buildAnatomy } from "./anatomy.ts";
export { type BuildOptions, buildChestVolume, type ChestVolume } from "./chest.ts";
export { chestRecipe } from "./chest-recipe.ts";
export { buildChestDatasets, type ChestIdentity } from "./ct-datasets.ts";
export { type DemoPatient, demoPatient } from "./demo.ts";
export { buildWristDatasets } from "./dx-datasets.ts";
export { PhantomError, type PhantomErrorCode } from "./errors.ts";
export { chestGrid } from "./frame.ts";
export { PHANTOM_MANUFACTURER, PHANTOM_MODEL_NAME, type PhantomPatient, type PhantomStudy } from "./identity.ts";
export type {
  ChestRecipe,
  ChestRecipeOptions,
  CtAcquisition,
  Lobe,
  NoduleAttachment,
  NoduleKind,
  NoduleMargin,
  NoduleRecipe,
  NoduleSize,
  Positioning,
  RibFractureRecipe,
  StudyName,
  ThoraxShape,
} from "./recipe.ts";
export { CARTILAGE, LEFT_RIB, OTHER_BONE, type RibMaskTruth, ribMaskTruth } from "./rib-mask-truth.ts";
export {
  type NoduleSizeTruth,
  type NoduleTruth,
  type PhantomTruth,
  phantomTruth,
  type RibFractureTruth,
  type RibTruth,
  ribTruth,
} from "./truth.ts";
export { buildWristImage, type WristImage } from "./wrist-image.ts";
export type { WristView } from "./wrist-projection.ts";
export type { WristRecipe } from "./wrist-recipe.ts";
