import type { Archive, StudyRecord } from "../archive/index.ts";

type Identity = Pick<StudyRecord, "patientId" | "patientBirthDate" | "patientSex">;

const known = (value: string) => value.trim() !== "";
const disagree = (a: string, b: string) => known(a) && known(b) && a.trim() !== b.trim();

/**
 * Whether two studies are of one patient: the same Patient ID, and neither birth date nor sex says otherwise. Identifiers of two houses, or
 * none better than "1", meet; a name may have changed.
 */
export function isSamePatient(a: Identity, b: Identity): boolean {
  const { patientSex: sexOfA } = a;
  const { patientSex: sexOfB } = b;
  const isOther = (sex: string) => !/^[MF]$/.test(sex.trim());
  if (!known(a.patientId) || a.patientId !== b.patientId || disagree(a.patientBirthDate, b.patientBirthDate)) return false;
  return isOther(sexOfA) || isOther(sexOfB) || sexOfA.trim() === sexOfB.trim();
}

/** The same for studies of the archive by their UIDs; a study is always of its own patient. */
export function areOfOnePatient(archive: Pick<Archive, "study">, studyInstanceUid: string, otherUid: string): boolean {
  if (studyInstanceUid === otherUid) return true;
  const [study, other] = [archive.study(studyInstanceUid), archive.study(otherUid)];
  return study !== undefined && other !== undefined && isSamePatient(study, other);
}
