import type { Code } from "./code.ts";

const code = (value: string, meaning: string): Code => ({ value, scheme: "DCM", meaning });

/** DICOM controlled terminology (PS3.16 annex D, Table D-1) that findings are described with. */
export const dcm = {
  /** Statistics of a region in Hounsfield units (CID 6141). */
  meanAttenuation: code("112181", "Mean Attenuation Coefficient"),
  standardDeviationOfAttenuation: code("112183", "Standard Deviation of Attenuation Coefficient"),
  minimumAttenuation: code("112179", "Minimum Attenuation Coefficient"),
  maximumAttenuation: code("112180", "Maximum Attenuation Coefficient"),
  attenuation: code("112031", "Attenuation Coefficient"),
  /** Along a line of several parts (CID 7470). */
  pathLength: code("121211", "Path length"),
  certaintyOfFinding: code("111012", "Certainty of Finding"),
  groundGlassOpacity: code("112120", "Ground glass opacity"),
  /** What a bare measurement is a finding of: a region that was drawn (used where nothing is named). */
  imageRegion: code("111030", "Image Region"),
} as const satisfies Record<string, Code>;
