import { z } from "zod";
import { type KeyImage, keyImageSchema } from "../../contract/index.ts";
import { buildPart10, newUid, parsePart10 } from "../../dicom/index.ts";
import { buildKo } from "../../report/index.ts";
import { HostError } from "../errors.ts";
import type { Workstation } from "../workstation.ts";
import { queueObject } from "./queue-object.ts";
import { reportContext } from "./report-context.ts";

/** More than this is no selection any more. */
const mostKeyImages = 2000;

/** Of those written, the last that are known as the reader's own. */
const mostWritten = 10_000;

const storedSchema = z.object({
  images: z.array(keyImageSchema).max(mostKeyImages),
  /** Key Object Selections that were written from them. */
  written: z.array(z.string()).max(mostWritten),
});
type Stored = z.infer<typeof storedSchema>;

const keyOf = (studyInstanceUid: string) => `key-images:${studyInstanceUid}`;

/** What is marked in a study; nothing where it was never marked, or what is stored no longer parses. */
export function readKeyImages({ workspace }: Pick<Workstation, "workspace">, studyInstanceUid: string): Stored {
  const stored = storedSchema.safeParse(workspace.readSetting(keyOf(studyInstanceUid)));
  return stored.success ? stored.data : { images: [], written: [] };
}

/** Changes what is marked in a study, on disk before it returns. @throws HostError too-large, WorkspaceError */
export function changeKeyImages(
  { workspace, events }: Pick<Workstation, "workspace" | "events">,
  studyInstanceUid: string,
  change: (images: readonly KeyImage[]) => readonly KeyImage[],
  written: readonly string[] = [],
): void {
  const before = readKeyImages({ workspace }, studyInstanceUid);
  const images = change(before.images);
  if (images.length > mostKeyImages) throw new HostError("too-large", "More images are marked than a selection may hold.");
  workspace.writeSetting(keyOf(studyInstanceUid), { images, written: [...before.written, ...written].slice(-mostWritten) });
  events.emit({ type: "key-images", studyInstanceUid });
}

/**
 * Writes Key Object Selections: one for each title with an image that is not in one yet, all images of that title in it. They are kept in
 * the archive and queued.
 *
 * @throws HostError not-found where nothing is marked; ArchiveError, OutboxError
 */
export async function writeKeyObjects(
  workstation: Workstation,
  studyInstanceUid: string,
  { by, language }: { readonly by: string; readonly language: "en" | "zh-CN" },
): Promise<readonly string[]> {
  const { archive, events, now } = workstation;
  const { images } = readKeyImages(workstation, studyInstanceUid);
  const held = images.filter(({ sopInstanceUid }) => archive.instance(sopInstanceUid)?.studyInstanceUid === studyInstanceUid);
  const titles = new Set(held.filter(({ writtenAt }) => writtenAt === null).map(({ title }) => title));
  if (titles.size === 0) return [];
  const context = await reportContext(workstation, studyInstanceUid, []);
  const signature = { signedBy: by, signedAt: now().toISOString() };
  const made: string[] = [];
  for (const title of titles) {
    const ofTitle = held.filter((image) => image.title === title);
    const identity = { sopInstanceUid: newUid(), seriesInstanceUid: newUid(), seriesNumber: 9950 + made.length };
    const selection = { title, description: notesOf(ofTitle), objects: ofTitle.map(objectOf), language };
    const bytes = buildPart10(buildKo(selection, context, identity, signature));
    // Read once before it is kept: what cannot be read back is not written.
    parsePart10(bytes);
    archive.store(bytes);
    made.push(identity.sopInstanceUid);
  }
  for (const sopInstanceUid of made) {
    const instance = archive.instance(sopInstanceUid);
    if (instance !== undefined) await queueObject(workstation, instance);
  }
  // Last: what is said to be written is on its way. A crash before this writes it once more.
  const inThem = held.filter(({ title }) => titles.has(title));
  markWritten(workstation, studyInstanceUid, inThem, { at: signature.signedAt, made });
  events.emit({ type: "studies" });
  return made;
}

/** What was marked or changed while they were written is in none of them, and waits for the next ones. */
function markWritten(
  workstation: Workstation,
  studyInstanceUid: string,
  inThem: readonly KeyImage[],
  { at, made }: { readonly at: string; readonly made: readonly string[] },
): void {
  const stated = (image: KeyImage) => JSON.stringify({ ...image, writtenAt: null });
  const written = new Set(inThem.map(stated));
  const mark = (image: KeyImage) => (written.has(stated(image)) ? { ...image, writtenAt: at } : image);
  changeKeyImages(workstation, studyInstanceUid, (images) => images.map(mark), made);
}

function objectOf({ isMultiFrame, frameNumber, ...image }: KeyImage) {
  return { ...image, frameNumber: isMultiFrame ? frameNumber : undefined };
}

/** The notes as one text: a note of a single image stands for itself. */
function notesOf(images: readonly KeyImage[]): string {
  const noted = images.filter(({ note }) => note.trim() !== "");
  if (images.length === 1) return noted[0]?.note.trim() ?? "";
  return noted
    .map(({ note, instanceNumber, frameNumber, isMultiFrame }) => {
      const place = [instanceNumber ?? "", isMultiFrame ? frameNumber : ""].filter((part) => part !== "").join("/");
      return place === "" ? note.trim() : `${place}: ${note.trim()}`;
    })
    .join("\n");
}
