export { assertFacts } from "./accept/accept.ts";
export { bodyRegionsIn } from "./accept/body-region.ts";
export { contrastOf } from "./accept/contrast.ts";
export { judgeSeries, type RefusalReason, type UnknownFact, type Verdict } from "./accept/judge.ts";
export { factsOfImage, factsOfVolume, type SeriesAbout, type SeriesFacts } from "./accept/series-facts.ts";
export { type AnalyseOptions, type AnalysisResult, analyse, detectCandidates } from "./analyse.ts";
export { belowOperatingPoints } from "./contract/below-points.ts";
export { manifestJsonSchema } from "./contract/json-schema.ts";
export type { CropInput } from "./contract/lung-nodule-pipeline.ts";
export { type ModelManifest, operatingPointOf } from "./contract/manifest.ts";
export { cropLength, fillCrop } from "./crops.ts";
export { openNetwork, type Provider } from "./engine/network.ts";
export { absentProvider, allProviders, type Measurement, measureProvider } from "./engine/providers.ts";
export type { RemoteStage } from "./engine/remote-config.ts";
export { startThreads, type Threads } from "./engine/threads.ts";
export { chooseVariants, type VariantChoice } from "./engine/variants.ts";
export { InferenceError, type InferenceErrorCode } from "./errors.ts";
export { explainInImage, explainInVolume } from "./explain/explain.ts";
export type { ExplanationMap } from "./explain/map.ts";
export { targetOf } from "./explain/target.ts";
export { type LoadedModel, loadModel } from "./model.ts";
export type { InstalledModel } from "./package/installed.ts";
export { type ListedModel, listModels } from "./package/list.ts";
export { packArchive } from "./package/pack.ts";
export { fingerprintOfPublisher, type Publisher, parsePublisher } from "./package/publishers.ts";
export { type StagedPackage, stagePackage } from "./package/stage.ts";
export { type InstallOptions, type ModelStore, openModelStore } from "./package/store.ts";
export type { SeriesImage } from "./pipeline/image-stages.ts";
export { runModelOnImages } from "./pipeline/run-model.ts";
export { unrepeated } from "./pipeline/unrepeated.ts";
export { type PreparedChest, prepareChest } from "./prepare.ts";
export type { ImageSubject } from "./recipe/image.ts";
export { meanAveragePrecision } from "./score/average-precision.ts";
export { atThreshold, type FoundLesion, frocOf, type ScoredScan, scoreScan, type TrueLesion } from "./score/froc.ts";
export { imageFroc, imagesAsTheyAre } from "./score/image-froc.ts";
export { type Estimate, shareOf } from "./score/interval.ts";
export {
  type Box,
  type FoundBox,
  matchImage,
  overlapsHalf,
  pointsInto,
  type ScoredImage,
  type TrueBox,
} from "./score/match-boxes.ts";
export { areaUnderRoc, type ScoredCase } from "./score/roc.ts";
export type { AnalysisProgress, Proposal } from "./types.ts";
