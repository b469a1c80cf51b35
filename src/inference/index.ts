export { type AnalyseOptions, type AnalysisResult, analyse, detectCandidates } from "./analyse.ts";
export { cropLength, fillCrop } from "./crops.ts";
export { InferenceError, type InferenceErrorCode } from "./errors.ts";
export type { CropInput } from "./manifest.ts";
export { type LoadedModel, loadModel } from "./model.ts";
export { openNetwork } from "./network.ts";
export { type ListedModel, listModels } from "./package.ts";
export { type PreparedChest, prepareChest } from "./prepare.ts";
export type { AnalysisProgress, Proposal } from "./types.ts";
