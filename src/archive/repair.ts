import { mkdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "../storage/index.ts";
import { type FileStore, sha256OfFile } from "./file-store.ts";
import type { IndexReader } from "./index-reader.ts";
import { pruneStudy } from "./index-writer.ts";
import { type Adoption, adoptAll, quarantine } from "./recovery.ts";
import type { RepairChoice, RepairCounts } from "./types.ts";
import type { Versions } from "./versions.ts";

interface Parts {
  readonly db: DatabaseSync;
  readonly directory: string;
  readonly files: FileStore;
  readonly reader: IndexReader;
  readonly versions: Versions;
  readonly adoption: () => Adoption;
}

/** Sets right what `verify` found. Nothing is deleted: a row whose file is gone is taken out, everything else is filed or put aside. */
export async function repairArchive(parts: Parts, choice: RepairChoice): Promise<RepairCounts> {
  const { directory, files, reader } = parts;
  const counts = { adopted: 0, quarantined: 0, dropped: 0 };
  for (const sopInstanceUid of choice.flipped) {
    for (const sha256 of hashesOf(parts, sopInstanceUid)) {
      const found = await sha256OfFile(files.pathOf(sha256));
      if (found === undefined || found === sha256) continue;
      quarantine(directory, files, sha256, "damaged");
      counts.quarantined += 1;
    }
  }
  for (const sopInstanceUid of choice.missing) counts.dropped += dropMissing(parts, sopInstanceUid);
  if (!choice.orphans) return counts;
  const named = new Set(reader.files().map(({ sha256 }) => sha256));
  const adopted = adoptAll({ ...parts.adoption(), known: named });
  const { strangers } = files.list();
  for (const path of strangers) {
    mkdirSync(join(directory, "quarantine"), { recursive: true });
    renameSync(join(directory, path), join(directory, "quarantine", `${Date.now()}-${basename(path)}`));
  }
  return {
    ...counts,
    adopted: adopted.adopted,
    quarantined: counts.quarantined + adopted.quarantined + strangers.length,
  };
}

function hashesOf({ versions }: Parts, sopInstanceUid: string): readonly string[] {
  return versions.of(sopInstanceUid).map(({ sha256 }) => sha256);
}

/** Takes out the versions of an instance whose file is gone; another version, where there is one, is shown then. */
function dropMissing({ db, files, versions }: Parts, sopInstanceUid: string): number {
  return inTransaction(db, () => {
    const all = versions.of(sopInstanceUid);
    const gone = all.filter(({ sha256 }) => !files.exists(sha256));
    const study = db.prepare("SELECT study_uid FROM instances WHERE sop_uid = ?").get(sopInstanceUid)?.study_uid;
    if (gone.length === 0 || study === undefined) return 0;
    const rest = all.find((version) => !gone.includes(version));
    if (all[0] !== undefined && gone.includes(all[0])) {
      if (rest !== undefined) versions.show(sopInstanceUid, rest.sha256);
      else {
        db.prepare("DELETE FROM conflicts WHERE sop_uid = ?").run(sopInstanceUid);
        db.prepare("DELETE FROM instances WHERE sop_uid = ?").run(sopInstanceUid);
      }
    }
    for (const { sha256 } of gone)
      db.prepare("DELETE FROM conflicts WHERE sop_uid = ? AND sha256 = ?").run(sopInstanceUid, sha256);
    pruneStudy(db, String(study));
    return gone.length;
  });
}
