import { z } from "zod";
import { codedSchema } from "../code.ts";
import { instanceReferenceSchema } from "../reference.ts";

/** The value of a content item (PS3.3 C.17.3.2): of each type what a reader sees. */
export const contentValueSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  /** TEXT, UIDREF, PNAME (as in the file), DATE, TIME, DATETIME, TABLE's summary. */
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({ kind: z.literal("code"), code: codedSchema.optional() }),
  z.object({
    kind: z.literal("number"),
    /** Absent where the file gives a reason instead. */
    value: z.number().optional(),
    unit: codedSchema.optional(),
    qualifier: codedSchema.optional(),
  }),
  z.object({
    kind: z.literal("instance"),
    reference: instanceReferenceSchema.optional(),
    /** A presentation state that it shall be seen in. */
    presentation: instanceReferenceSchema.optional(),
    /** Of a waveform: multiplex group and channel, by twos. */
    channels: z.array(z.tuple([z.number(), z.number()])),
  }),
  /** Points on an image, [column, row], its top left corner 0, 0 (PS3.3 C.18.6). */
  z.object({ kind: z.literal("scoord"), graphicType: z.string(), points: z.array(z.tuple([z.number(), z.number()])) }),
  /** Points in patient space, LPS+ millimetres (PS3.3 C.18.9). */
  z.object({
    kind: z.literal("scoord3d"),
    graphicType: z.string(),
    points: z.array(z.tuple([z.number(), z.number(), z.number()])),
    frameOfReferenceUid: z.string(),
  }),
  z.object({ kind: z.literal("tcoord"), rangeType: z.string(), positions: z.array(z.string()) }),
  /** Another item of the tree, by its position. */
  z.object({ kind: z.literal("item"), position: z.string() }),
]);
export type ContentValue = z.infer<typeof contentValueSchema>;

/** An item of the tree, in the order of reading; `level` 0 is the root. */
export const contentItemSchema = z.object({
  /** Its place, "1.4.2" (PS3.3 C.17.3.2.5). */
  position: z.string(),
  level: z.number().int(),
  relationship: z.string(),
  valueType: z.string(),
  concept: codedSchema.optional(),
  value: contentValueSchema,
});
export type ContentItem = z.infer<typeof contentItemSchema>;

/** Who wrote, observed or verified: a person's name as in the file, or a device. */
export const observerSchema = z.object({ name: z.string(), organization: z.string(), dateTime: z.string() });
export type Observer = z.infer<typeof observerSchema>;

/** A structured report of any template (PS3.3 A.35), CAD and procedure log included. */
export const reportDocumentSchema = z.object({
  kind: z.literal("report"),
  templateIdentifier: z.string(),
  completionFlag: z.string(),
  verificationFlag: z.string(),
  preliminaryFlag: z.string(),
  authors: z.array(observerSchema),
  verifiedBy: z.array(observerSchema),
  items: z.array(contentItemSchema),
  /** Items that were left out because the tree is larger than can be shown. */
  omitted: z.number().int(),
  /** Earlier documents that this one amends. */
  predecessors: z.array(instanceReferenceSchema),
});
export type ReportDocument = z.infer<typeof reportDocumentSchema>;

/** Key object selection (PS3.3 A.35.4): images somebody marked, and why. */
export const keyObjectsDocumentSchema = z.object({
  kind: z.literal("key-objects"),
  /** Document title, such as "For Referring Provider" (CID 7010). */
  purpose: codedSchema.optional(),
  description: z.array(z.string()),
  observers: z.array(z.string()),
  references: z.array(instanceReferenceSchema),
  omitted: z.number().int(),
});
export type KeyObjectsDocument = z.infer<typeof keyObjectsDocumentSchema>;
