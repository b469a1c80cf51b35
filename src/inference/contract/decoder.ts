import { z } from "zod";
import { floorSchema, labelsSchema, nameSchema, numberSchema, tensorNameSchema } from "./basics.ts";

const maxCandidatesSchema = z.number().int().min(1).max(5000).describe("The best so many are kept.");
const iouSchema = z
  .number()
  .min(0)
  .max(1)
  .describe("Of two boxes of a label that overlap by more than this (intersection over union) the better stays. 1 keeps all.");
const strideSchema = z
  .array(z.number().min(0.25).max(256))
  .min(2)
  .max(3)
  .describe("Input voxels from one output cell to the next, [z, y, x] or [y, x].");
const thresholdActivationSchema = z.enum(["none", "sigmoid"]).describe("What turns the tensor's values into scores from 0 to 1.");
const activationSchema = z
  .enum(["none", "sigmoid", "softmax"])
  .describe("What turns the tensor's values into scores from 0 to 1; softmax runs over the classes.");

const heatmapDecoderSchema = z
  .strictObject({
    decoder: z.literal("heatmap"),
    heatmap: z.strictObject({ tensor: tensorNameSchema, activation: thresholdActivationSchema }),
    size: z
      .strictObject({
        tensor: tensorNameSchema,
        channels: z.number().int().min(1).max(3).describe("1: a diameter. 2 or 3: whole extents, [y, x] or [z, y, x]."),
        unit: z.enum(["mm", "voxels", "pixels"]).describe("voxels and pixels: of the input tensor."),
        log: z.boolean().describe("The tensor holds the natural logarithm of the size."),
      })
      .describe("How large what is found is."),
    offset: z
      .strictObject({ tensor: tensorNameSchema })
      .optional()
      .describe("Shift of each centre in output cells, channels [y, x] or [z, y, x]."),
    stride: strideSchema,
    labels: labelsSchema,
    threshold: floorSchema,
    peak: z
      .union([z.literal(3), z.literal(5), z.literal(7)])
      .describe("A peak is not exceeded in a window of so many cells along each axis."),
    maxCandidates: maxCandidatesSchema,
  })
  .describe(
    "Centres as peaks of a map, batch x labels x [z x] y x x, with a size beside it. The centre of cell i is at input position (i + 0.5) x stride, where voxel 0 reaches from 0 to 1; with an offset o at (i + o) x stride.",
  )
  .meta({ id: "decoder-heatmap", title: "Centre heatmap" });
export type HeatmapDecoder = z.infer<typeof heatmapDecoderSchema>;

const anchorLevelSchema = z.strictObject({
  stride: strideSchema,
  anchors: z
    .array(z.array(z.number().positive().max(4096)).min(2).max(3))
    .min(1)
    .max(64)
    .describe("Extent of each anchor box in input voxels, [z, y, x] or [y, x], in the network's order."),
});

const anchorsDecoderSchema = z
  .strictObject({
    decoder: z.literal("anchors"),
    classes: z.array(tensorNameSchema).min(1).max(8).describe("One tensor, or one for each level."),
    boxes: z.array(tensorNameSchema).min(1).max(8).describe("One tensor, or one for each level."),
    layout: z
      .enum(["flat", "maps"])
      .describe(
        "flat: batch x boxes x values, over all levels in order, in a level by [z,] y, x, anchors fastest. maps: a tensor for each level, batch x (anchor, value) x [z x] y x x, values fastest.",
      ),
    activation: activationSchema,
    levels: z.array(anchorLevelSchema).min(1).max(8).describe("Fine to coarse, as the network has them."),
    centre: z
      .enum(["corner", "middle"])
      .describe("Anchors of cell i lie around i x stride (corner) or (i + 0.5) x stride (middle)."),
    coding: z.strictObject({
      kind: z.literal("deltas"),
      order: z
        .enum(["xyz", "zyx"])
        .describe(
          "Order of the axes among the box values: first the shifts, then the scales. x is the tensor's last axis. Without z in two dimensions.",
        ),
      weights: z
        .array(z.number().positive().max(1000))
        .min(4)
        .max(6)
        .describe("Divide the values: shifts first, then scales, in `order`."),
      clip: z.number().positive().max(20).describe("Largest scale value before its exponential."),
    }),
    labels: labelsSchema,
    threshold: floorSchema,
    iou: iouSchema,
    topK: z.number().int().min(1).max(20_000).describe("Best boxes of each level that are looked at."),
    maxCandidates: maxCandidatesSchema,
  })
  .superRefine((decoder, context) => {
    const { classes, boxes, levels, layout, coding } = decoder;
    const issue = (message: string, key: string) => context.addIssue({ code: "custom", message, path: [key] });
    const tensors = layout === "flat" ? 1 : levels.length;
    if (classes.length !== tensors) issue(`${tensors} tensors are needed`, "classes");
    if (boxes.length !== tensors) issue(`${tensors} tensors are needed`, "boxes");
    const axes = levels[0]?.stride.length;
    if (levels.some(({ stride, anchors }) => [stride, ...anchors].some(({ length }) => length !== axes)))
      issue("strides and anchors must have the same axes everywhere", "levels");
    if (axes !== undefined && coding.weights.length !== axes * 2) issue(`${axes * 2} weights are needed`, "coding");
  })
  .describe(
    "Boxes as shifts and scales of anchor boxes (RetinaNet and its kin), two- or three-dimensional: centre = anchor centre + shift x anchor extent, extent = anchor extent x exp(scale).",
  )
  .meta({ id: "decoder-anchors", title: "Anchor boxes" });
export type AnchorsDecoder = z.infer<typeof anchorsDecoderSchema>;

const yoloDecoderSchema = z
  .strictObject({
    decoder: z.literal("yolo"),
    head: z
      .enum(["v5", "v8", "v10"])
      .describe(
        "v5: box, objectness, classes (v5, v7). v8: box, classes, without anchors (v8, v9, v11). v10: box, score, class index, already sorted out.",
      ),
    tensor: tensorNameSchema.optional().describe("The one output of decoded boxes. Without it: `levels`."),
    levels: z
      .array(
        z.strictObject({
          tensor: tensorNameSchema.describe(
            "batch x (anchor, value) x y x x, or batch x anchor x y x x x value; without sigmoid.",
          ),
          stride: z.number().int().min(1).max(256),
          anchors: z
            .array(z.tuple([z.number().positive().max(4096), z.number().positive().max(4096)]))
            .min(1)
            .max(16)
            .describe("[width, height] in input pixels."),
        }),
      )
      .min(1)
      .max(8)
      .optional()
      .describe("Of a v5 head that gives its levels undecoded."),
    layout: z
      .enum(["values-first", "boxes-first"])
      .describe(
        "values-first: batch x values x boxes (v8 as exported). boxes-first: batch x boxes x values (v5, v10 as exported).",
      ),
    coordinates: z.enum(["xyxy", "xywh"]).describe("Two corners, or centre with width and height."),
    normalised: z.boolean().describe("Coordinates are shares of the input's width and height, not its pixels."),
    labels: labelsSchema,
    threshold: floorSchema,
    iou: iouSchema,
    maxCandidates: maxCandidatesSchema,
  })
  .superRefine((decoder, context) => {
    const { head, tensor, levels } = decoder;
    if ((tensor === undefined) === (levels === undefined))
      context.addIssue({ code: "custom", message: "either tensor or levels", path: ["tensor"] });
    if (levels && head !== "v5") context.addIssue({ code: "custom", message: "levels belong to head v5", path: ["levels"] });
  })
  .describe("Boxes of the YOLO family on slices or images.")
  .meta({ id: "decoder-yolo", title: "YOLO head" });
export type YoloDecoder = z.infer<typeof yoloDecoderSchema>;

const segmentationDecoderSchema = z
  .strictObject({
    decoder: z.literal("segmentation"),
    tensor: tensorNameSchema,
    activation: activationSchema,
    labels: labelsSchema,
    pick: z
      .enum(["threshold", "argmax"])
      .describe("threshold: each label for itself, so they may overlap. argmax: the highest class wins."),
    threshold: floorSchema.describe(
      "With pick 'threshold': a voxel belongs to a label from this score on. With 'argmax' it must also reach it.",
    ),
    components: z
      .strictObject({
        as: z
          .enum(["candidates", "mask"])
          .describe("candidates: each connected part is one. mask: parts that are too small are taken out, the rest is one."),
        connectivity: z
          .union([z.literal(4), z.literal(8), z.literal(6), z.literal(18), z.literal(26)])
          .describe("4 or 8 in an image, 6, 18 or 26 in a volume."),
        erode: z
          .number()
          .int()
          .min(0)
          .max(8)
          .optional()
          .describe(
            "So many layers of voxels are taken off the mask before its parts are looked for, so that those that barely touch come apart; then each part gets its own layers back.",
          ),
        minVolumeMm3: z.number().min(0).max(1e7).optional(),
        minAreaMm2: z.number().min(0).max(1e6).optional(),
        score: z.enum(["max", "mean"]).describe("Score of a part from those of its voxels."),
        maxCandidates: maxCandidatesSchema,
      })
      .optional()
      .describe("Connected parts of the mask. Slices are put together to a volume first."),
  })
  .describe("A mask for each label: tensor batch x classes x [z x] y x x, of the input's size or a whole fraction of it.")
  .meta({ id: "decoder-segmentation", title: "Segmentation" });
export type SegmentationDecoder = z.infer<typeof segmentationDecoderSchema>;

const overSchema = z
  .enum(["max", "mean"])
  .optional()
  .describe("What becomes of the values of all patches or slices. Needed where the input is patches or slices.");

const classificationDecoderSchema = z
  .strictObject({
    decoder: z.literal("classification"),
    tensor: tensorNameSchema,
    activation: activationSchema,
    labels: labelsSchema,
    over: overSchema,
  })
  .describe("Scores of a whole image, or of each crop: tensor batch x classes.")
  .meta({ id: "decoder-classification", title: "Classification" });
export type ClassificationDecoder = z.infer<typeof classificationDecoderSchema>;

const regressionDecoderSchema = z
  .strictObject({
    decoder: z.literal("regression"),
    tensor: tensorNameSchema,
    index: z.number().int().min(0).max(999).describe("Which value along the tensor's last axis."),
    label: nameSchema,
    scale: numberSchema,
    offset: numberSchema,
    unit: z.string().min(1).max(16).describe("UCUM, such as mm, a (years) or 1."),
    over: overSchema,
  })
  .describe("A number: value x scale + offset.")
  .meta({ id: "decoder-regression", title: "Regression" });
export type RegressionDecoder = z.infer<typeof regressionDecoderSchema>;

/** How output tensors become candidates, masks, classes or numbers. */
export const decoderSchema = z
  .discriminatedUnion("decoder", [
    heatmapDecoderSchema,
    anchorsDecoderSchema,
    yoloDecoderSchema,
    segmentationDecoderSchema,
    classificationDecoderSchema,
    regressionDecoderSchema,
  ])
  .describe("What is made of a network's outputs.");
export type Decoder = z.infer<typeof decoderSchema>;

/** Labels a decoder can give, background left out. */
export function decoderLabels(decoder: Decoder): readonly string[] {
  return decoder.decoder === "regression" ? [decoder.label] : decoder.labels.filter((label) => label !== null);
}

/** Whether a later stage can look again at what this decoder finds. */
export function givesCandidates(decoder: Decoder): boolean {
  if (decoder.decoder === "segmentation") return decoder.components?.as === "candidates";
  return decoder.decoder === "heatmap" || decoder.decoder === "anchors" || decoder.decoder === "yolo";
}
