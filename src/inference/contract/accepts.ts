import { z } from "zod";

/** Modalities with images that a model can read (PS3.3 C.7.3.1.1.1). */
export const acceptedModalitySchema = z.enum(["CT", "MR", "PT", "NM", "DX", "CR", "MG", "US", "XA", "SC"]);
export type AcceptedModality = z.infer<typeof acceptedModalitySchema>;

export const bodyRegions = [
  "head",
  "neck",
  "chest",
  "breast",
  "heart",
  "abdomen",
  "pelvis",
  "spine",
  "shoulder",
  "upper-arm",
  "elbow",
  "forearm",
  "wrist",
  "hand",
  "hip",
  "thigh",
  "knee",
  "lower-leg",
  "ankle",
  "foot",
  "whole-body",
] as const;
export type BodyRegion = (typeof bodyRegions)[number];

const mmSchema = z.number().positive().max(3000);
const keywordSchema = z.string().regex(/^[A-Z0-9_ ]{1,16}$/, "a DICOM code string");

/** Which series a model was made for; every other is refused with the reason. */
export const acceptsSchema = z
  .strictObject({
    modality: z
      .array(acceptedModalitySchema)
      .min(1)
      .max(10)
      .describe("Modality (0008,0060), as the SOP class says it; SC are secondary captures of whatever."),
    of: z
      .enum(["volume", "image"])
      .describe("volume: a series with a regular grid of slices. image: each single two-dimensional image."),
    bodyRegion: z
      .union([z.literal("any"), z.array(z.enum(bodyRegions)).min(1).max(21)])
      .describe(
        "Known from Body Part Examined (0018,0015), the descriptions and what is seen. A series of another region is refused; where it is not known, the result says so.",
      ),
    view: z.array(keywordSchema).min(1).max(32).optional().describe("View Position (0018,5101), such as PA, AP, LL, CC, MLO."),
    laterality: z
      .array(z.enum(["L", "R"]))
      .min(1)
      .max(2)
      .optional()
      .describe("Image Laterality (0020,0062) or Laterality (0020,0060)."),
    contrast: z
      .enum(["any", "with", "without"])
      .describe("Contrast medium, from Contrast/Bolus Agent (0018,0010) and the description."),
    minSlices: z.number().int().min(1).max(10_000).optional(),
    maxSliceSpacingMm: mmSchema.optional().describe("From slice to slice."),
    maxSliceThicknessMm: mmSchema.optional().describe("Slice Thickness (0018,0050)."),
    maxPixelSpacingMm: mmSchema.optional(),
    minExtentMm: mmSchema.optional().describe("The shortest edge of what the series covers, or of the image."),
    photometric: z.array(keywordSchema).min(1).max(16).optional().describe("Photometric Interpretation (0028,0004), as stored."),
  })
  .superRefine((accepts, context) => {
    const slices = ["minSlices", "maxSliceSpacingMm", "maxSliceThicknessMm"] as const;
    for (const key of slices) {
      if (accepts.of === "image" && accepts[key] !== undefined)
        context.addIssue({ code: "custom", message: "an image has no slices", path: [key] });
    }
  })
  .describe("Which series the model takes. What is left out is not asked for.")
  .meta({ id: "accepts", title: "What the model takes" });
export type Accepts = z.infer<typeof acceptsSchema>;
