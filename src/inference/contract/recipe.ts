import { z } from "zod";
import { numberSchema, tensorNameSchema } from "./basics.ts";

/** Values in one run of a network at most: 1 GiB of float32. */
const MAX_VALUES = 2 ** 28;

const edgeSchema = z.number().int().min(1).max(4096);
const spacingSchema = z.number().min(0.05).max(20);

/** Three letters, one of each pair L/R, A/P, S/I: the direction of the patient in which x, y and z of the tensor grow. */
const orientationSchema = z
  .string()
  .regex(/^(?=.*[LR])(?=.*[AP])(?=.*[SI])[LRAPSI]{3}$/, "three letters, one each of L or R, A or P, S or I")
  .describe(
    "Three letters: the direction of the patient in which x, y and z of the tensor grow (L left, R right, P back, A front, S head, I feet). 'LPS' is DICOM's patient system; 'RAS' is NIfTI's.",
  )
  .meta({ id: "orientation", title: "Orientation" });

const spacing3Schema = z
  .union([z.literal("native"), z.tuple([spacingSchema, spacingSchema, spacingSchema])])
  .describe("Voxel size [x, y, z] in mm along the tensor's axes, or 'native': no resampling, the series' own voxels.");

const size3Schema = z.tuple([edgeSchema, edgeSchema, edgeSchema]).describe("Voxels [z, y, x].");
const size2Schema = z.tuple([edgeSchema, edgeSchema]).describe("Pixels [rows, columns].");

const batchSchema = z.number().int().min(1).max(256).describe("At most so many at once along the first axis of the tensor.");
const outsideSchema = numberSchema.describe(
  "Value that is read outside the image, in the image's own unit (HU for CT), before clip and map.",
);
const multipleOfSchema = z
  .number()
  .int()
  .min(1)
  .max(256)
  .describe("Sizes that follow the image are filled up at their end, with `outside`, to a multiple of this.");

const mapSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({ kind: z.literal("unit") }),
    z.strictObject({ kind: z.literal("symmetric") }),
    z.strictObject({ kind: z.literal("affine"), subtract: numberSchema, divide: numberSchema.refine((value) => value !== 0) }),
    z.strictObject({ kind: z.literal("zscore"), over: z.enum(["volume", "patch"]) }),
  ])
  .describe(
    "After clip. none: as it is; unit: the clip range to 0..1; symmetric: the clip range to -1..1; affine: (value - subtract) / divide; zscore: (value - mean) / standard deviation over the whole volume or image, or over each patch.",
  )
  .meta({ id: "intensity-map", title: "Map" });

const channelSchema = z
  .strictObject({
    of: z
      .enum(["value", "lungs", "body"])
      .describe(
        "value: the image's own values (HU for CT). lungs, body: 1 inside that part of the anatomy, 0 outside, soft at the border.",
      ),
    clip: z
      .tuple([numberSchema, numberSchema])
      .refine(([low, high]) => high > low, "the first must be the lower")
      .optional()
      .describe("Values are cut to [low, high] first."),
    map: mapSchema,
  })
  .superRefine((channel, context) => {
    const { of, clip, map } = channel;
    if ((map.kind === "unit" || map.kind === "symmetric") && !clip)
      context.addIssue({ code: "custom", message: `the map '${map.kind}' needs a clip`, path: ["clip"] });
    if (of !== "value" && (clip || map.kind !== "none"))
      context.addIssue({ code: "custom", message: `${of} is 0 to 1 already: no clip, map none`, path: ["map"] });
  })
  .meta({
    id: "channel",
    title: "Channel",
    description: "One channel of an input tensor: which values, cut to a range, mapped.",
  });
export type Channel = z.infer<typeof channelSchema>;

const channelsSchema = z.array(channelSchema).min(1).max(8).describe("In the order of the tensor's channels.");

const patchesRecipeSchema = z
  .strictObject({
    kind: z.literal("patches"),
    name: tensorNameSchema,
    layout: z.literal("NCDHW"),
    orientation: orientationSchema,
    spacingMm: spacing3Schema,
    channels: channelsSchema,
    patch: z.union([z.literal("whole"), size3Schema]).describe("Voxels [z, y, x] of each window, or 'whole': all in one."),
    multipleOf: multipleOfSchema.optional(),
    overlap: z.number().min(0).max(0.75).describe("Share of a window that the next one covers again."),
    blend: z
      .enum(["gaussian", "uniform", "centre"])
      .describe(
        "How overlapping outputs become one: weighted towards the window's centre, averaged, or the one whose centre is nearest.",
      ),
    outside: outsideSchema,
    batch: batchSchema,
  })
  .superRefine((recipe, context) => {
    if (recipe.patch === "whole") return;
    if (tooMany([recipe.batch, recipe.channels.length, ...recipe.patch], context)) return;
    if (recipe.multipleOf !== undefined)
      context.addIssue({ code: "custom", message: "multipleOf goes with patch 'whole' alone", path: ["multipleOf"] });
  })
  .describe("A window slid through the volume: tensor batch x channels x z x y x x.")
  .meta({ id: "recipe-patches", title: "Patches of a volume" });
export type PatchesRecipe = z.infer<typeof patchesRecipeSchema>;

const slicesRecipeSchema = z
  .strictObject({
    kind: z.literal("slices"),
    name: tensorNameSchema,
    layout: z.literal("NCHW"),
    plane: z
      .enum(["axial", "coronal", "sagittal", "acquired"])
      .describe("'acquired': the images as they are stored, ascending along the normal row x column direction."),
    orientation: orientationSchema
      .optional()
      .describe(
        "Direction in which x (columns), y (rows) and the slices grow. Without it: axial LPS, coronal LIP, sagittal PIL. Not with plane 'acquired'.",
      ),
    neighbours: z
      .number()
      .int()
      .min(0)
      .max(16)
      .describe("Slices at each side that come along as channels: (2 n + 1) x channels, slice by slice, first the lowest."),
    spacingMm: z
      .union([z.literal("native"), z.tuple([spacingSchema, spacingSchema])])
      .describe("Pixel size [x, y] in mm, or 'native'."),
    betweenSlicesMm: z.union([z.literal("native"), spacingSchema]).describe("From slice to slice, or 'native'."),
    channels: channelsSchema,
    size: z.union([z.literal("native"), size2Schema]).describe("Pixels [rows, columns], or 'native': what the slice has."),
    fit: z
      .enum(["crop", "stretch", "letterbox"])
      .optional()
      .describe(
        "How a slice gets the size: crop cuts or fills around its centre; stretch scales both axes; letterbox scales both alike and fills. Needed where `size` is given.",
      ),
    multipleOf: multipleOfSchema.optional(),
    edge: z
      .enum(["repeat", "outside"])
      .describe("What neighbours beyond the first and last slice are: that slice again, or `outside`."),
    outside: outsideSchema,
    batch: batchSchema,
  })
  .superRefine((recipe, context) => {
    const { plane, orientation, neighbours, channels, size, fit } = recipe;
    const issue = (message: string, key: string) => context.addIssue({ code: "custom", message, path: [key] });
    if (orientation && plane === "acquired") issue("slices as acquired have the images' own orientation", "orientation");
    if (orientation && plane !== "acquired" && !ACROSS[plane].includes(orientation[2] as string))
      issue(`the third letter must run across ${plane} slices`, "orientation");
    if (size === "native") {
      if (fit) issue("fit goes with a given size", "fit");
      return;
    }
    if (!fit) issue("a given size needs fit", "fit");
    if (recipe.multipleOf !== undefined) issue("multipleOf goes with size 'native' alone", "multipleOf");
    tooMany([recipe.batch, channels.length * (2 * neighbours + 1), ...size], context);
  })
  .describe("Slices of a volume, alone or with their neighbours: tensor batch x channels x y x x.")
  .meta({ id: "recipe-slices", title: "Slices of a volume" });
export type SlicesRecipe = z.infer<typeof slicesRecipeSchema>;

const ACROSS: Readonly<Record<"axial" | "coronal" | "sagittal", string>> = { axial: "SI", coronal: "AP", sagittal: "LR" };

const cropsRecipeSchema = z
  .strictObject({
    kind: z.literal("crops"),
    name: tensorNameSchema,
    size: z
      .union([size3Schema, size2Schema])
      .describe("Voxels [z, y, x] of a box, or pixels [rows, columns] of the slice or image through the candidate."),
    spacingMm: z
      .union([
        z.literal("native"),
        z.tuple([spacingSchema, spacingSchema, spacingSchema]),
        z.tuple([spacingSchema, spacingSchema]),
      ])
      .describe("Voxel size [x, y, z] or pixel size [x, y] in mm, or 'native'."),
    orientation: z
      .union([orientationSchema, z.literal("image")])
      .describe(
        "Of a volume: three letters, the third runs across a two-dimensional crop. Of an image: 'image', rows and columns as stored.",
      ),
    colour: z
      .enum(["grey", "rgb"])
      .optional()
      .describe(
        "Of an image: rgb has three channels, red first, of display values; grey, as without it, the image's luma in each.",
      ),
    channels: channelsSchema,
    outside: outsideSchema,
    batch: batchSchema,
  })
  .superRefine((recipe, context) => {
    const { size, spacingMm, orientation } = recipe;
    const issue = (message: string, key: string) => context.addIssue({ code: "custom", message, path: [key] });
    if (orientation === "image" && size.length !== 2) issue("a crop of an image has two axes", "size");
    if (recipe.colour !== undefined && orientation !== "image") issue("volumes have no colour", "colour");
    if (recipe.colour === "rgb" && recipe.channels.length !== 3) issue("rgb has three channels", "channels");
    if (spacingMm !== "native" && spacingMm.length !== size.length) issue("one for each axis of size", "spacingMm");
    tooMany([recipe.batch, recipe.channels.length, ...size], context);
  })
  .describe(
    "A box around each candidate of an earlier stage: tensor batch x channels x [z x] y x x. Resampled, its middle lies on the candidate's centre. Native voxels are taken as they are: the voxel nearest to the centre has index floor(size / 2).",
  )
  .meta({ id: "recipe-crops", title: "Crops around candidates" });
export type CropsRecipe = z.infer<typeof cropsRecipeSchema>;

const imageRecipeSchema = z
  .strictObject({
    kind: z.literal("image"),
    name: tensorNameSchema,
    layout: z.literal("NCHW"),
    size: size2Schema,
    fit: z
      .enum(["letterbox", "stretch", "crop"])
      .describe(
        "letterbox: both axes scaled alike until all fits, the rest filled evenly on both sides; stretch: each axis for itself; crop: scaled alike until nothing is empty, cut evenly on both sides. Pixels that are not square are made so, but for stretch.",
      ),
    field: z
      .enum(["whole", "collimated"])
      .optional()
      .describe(
        "collimated: first cut to the rectangle around the collimated field, as shutter and collimator attributes say it, else as straight borders in the pixels show it. Without it: whole.",
      ),
    pad: numberSchema.describe("What fills a letterbox, in the unit of `intensity`, before clip and map."),
    colour: z.enum(["grey", "rgb"]),
    intensity: z
      .enum(["display", "modality"])
      .describe(
        "display: 0 to 1 as it is shown at first (VOI applied, MONOCHROME1 inverted). modality: values after the modality transformation, nothing else.",
      ),
    channels: channelsSchema.describe("One for each channel of the tensor. Grey fills each of them; rgb needs three, red first."),
  })
  .superRefine((recipe, context) => {
    const { channels, colour, intensity } = recipe;
    const issue = (message: string, key: string) => context.addIssue({ code: "custom", message, path: [key] });
    if (colour === "rgb" && channels.length !== 3) issue("rgb has three channels", "channels");
    if (colour === "rgb" && intensity !== "display") issue("colour images have display values alone", "intensity");
    if (channels.some(({ of }) => of !== "value")) issue("an image has values alone", "channels");
    tooMany([channels.length, ...recipe.size], context);
  })
  .describe("One two-dimensional image: tensor 1 x channels x rows x columns.")
  .meta({ id: "recipe-image", title: "Single image" });
export type ImageRecipe = z.infer<typeof imageRecipeSchema>;

/** How a volume, a candidate's surroundings or an image becomes one input tensor of a network. */
export const recipeSchema = z
  .discriminatedUnion("kind", [patchesRecipeSchema, slicesRecipeSchema, cropsRecipeSchema, imageRecipeSchema])
  .describe("How an input tensor is made. All tensors are float32; a half-precision network gets them converted.");
export type Recipe = z.infer<typeof recipeSchema>;

function tooMany(sizes: readonly number[], context: z.RefinementCtx): boolean {
  const values = sizes.reduce((product, size) => product * size, 1);
  if (values <= MAX_VALUES) return false;
  context.addIssue({ code: "custom", message: `${values} values at once, at most ${MAX_VALUES} are allowed` });
  return true;
}
