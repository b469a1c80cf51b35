import type { StudyRecord } from "../../../archive/index.ts";
import type { Finding } from "../../../findings/index.ts";
import { decisionsOf } from "../../../labels/index.ts";
import type { Workstation } from "../../workstation.ts";

/** A study with the findings that somebody decided on. */
export interface LabelledStudy {
  readonly study: StudyRecord;
  readonly findings: readonly Finding[];
}

const page = 500;

/** Studies of the archive with decisions, the named ones or all. */
export function labelledStudies(
  { archive, workspace }: Pick<Workstation, "archive" | "workspace">,
  named?: readonly string[],
): LabelledStudy[] {
  const studies = named === undefined ? allStudies(archive) : named.flatMap((uid) => archive.study(uid) ?? []);
  return studies
    .map((study) => ({
      study,
      findings: workspace.findings(study.studyInstanceUid).filter((finding) => decisionsOf([finding]).length > 0),
    }))
    .filter(({ findings }) => findings.length > 0);
}

function allStudies(archive: Workstation["archive"]): StudyRecord[] {
  const studies: StudyRecord[] = [];
  for (let total = Number.POSITIVE_INFINITY; studies.length < total; ) {
    const found = archive.searchStudies({ limit: page, offset: studies.length });
    if (found.studies.length === 0) break;
    studies.push(...found.studies);
    total = found.total;
  }
  return studies;
}
