import { z } from "zod";

/** Names within a manifest: of models, stages, operating points, labels. */
export const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "lower-case letters, digits and hyphens")
  .meta({ id: "name", title: "Name", description: "Lower-case letters, digits and hyphens." });

/** A text in both languages of the program. */
export const bilingualSchema = z
  .strictObject({ en: z.string().min(1).max(2000), "zh-CN": z.string().min(1).max(2000) })
  .describe("The same text in English and in simplified Chinese.")
  .meta({ id: "bilingual", title: "Text in both languages" });

/** Names that Windows keeps for devices, whatever follows the first dot. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

export function isReserved(name: string): boolean {
  return RESERVED.test(name);
}

/** A file inside the package: no absolute path, no way out of the folder, no name that one of the systems cannot hold. */
export const packagePathSchema = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9_-]([A-Za-z0-9._-]*[A-Za-z0-9_-])?(\/[A-Za-z0-9_-]([A-Za-z0-9._-]*[A-Za-z0-9_-])?)*$/,
    "a relative path with '/', without '..', of letters, digits, '.', '_' and '-'",
  )
  .refine((path) => !path.split("/").some(isReserved), "a name that Windows keeps for a device")
  .describe("A file of the package: a relative path with '/', without '..', of letters, digits, '.', '_' and '-'.")
  .meta({ id: "path", title: "Path" });

export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits")
  .meta({ id: "sha256", title: "SHA-256", description: "64 lower-case hexadecimal digits." });

export const tensorNameSchema = z
  .string()
  .min(1)
  .max(100)
  .describe("Name of an input or output of the ONNX network.")
  .meta({ id: "tensor-name", title: "Tensor" });

/** A finite number of a size that occurs in images and networks. */
export const numberSchema = z.number().min(-1e9).max(1e9);

/** Label of a class, or null for background: what has no label is never proposed. */
export const labelsSchema = z
  .array(nameSchema.nullable())
  .min(1)
  .max(200)
  .describe("One for each class of the output, in its order: a key of `findings`, or null for a class that is never proposed.")
  .meta({ id: "labels", title: "Labels by class" });

/** Score below which nothing is kept; the operating point may ask for more, never for less. */
export const floorSchema = z
  .number()
  .min(0)
  .max(1)
  .describe("Scores under this are not kept. The operating point decides what of the rest is proposed.")
  .meta({ id: "floor", title: "Lowest score" });
