import type { Archive, StudyRecord } from "../archive/index.ts";

type Identity = Pick<StudyRecord, "patientId" | "patientBirthDate" | "patientSex"> & Partial<Pick<StudyRecord, "patientName">>;

const known = (value: string) => value.trim() !== "";
const disagree = (a: string, b: string) => known(a) && known(b) && a.trim() !== b.trim();

/**
 * Whether two studies are of one patient: the same Patient ID, and neither birth date nor sex says otherwise. Identifiers of two houses, or
 * none better than "1", meet; a name may have changed, but where no birth date vouches for the identifier, it must not be quite another.
 */
export function isSamePatient(a: Identity, b: Identity): boolean {
  const { patientSex: sexOfA } = a;
  const { patientSex: sexOfB } = b;
  const isOther = (sex: string) => !/^[MF]$/.test(sex.trim());
  if (!known(a.patientId) || a.patientId !== b.patientId || disagree(a.patientBirthDate, b.patientBirthDate)) return false;
  const isVouchedFor = known(a.patientBirthDate) && known(b.patientBirthDate);
  if (!isVouchedFor && isQuiteAnotherName(a.patientName ?? "", b.patientName ?? "")) return false;
  return isOther(sexOfA) || isOther(sexOfB) || sexOfA.trim() === sexOfB.trim();
}

/** Whether two names in the same script have not one part in common: words of letters, or characters of the others. */
function isQuiteAnotherName(a: string, b: string): boolean {
  const scripts = [/\p{Script=Latin}{2,}/gu, /[^\p{Script=Latin}\P{L}]/gu];
  const pairs = scripts.map((script) => [partsOf(a, script), partsOf(b, script)] as const);
  const compared = pairs.filter(([one, other]) => one.size > 0 && other.size > 0);
  return compared.length > 0 && compared.every(([one, other]) => ![...one].some((part) => other.has(part)));
}

function partsOf(name: string, script: RegExp): ReadonlySet<string> {
  const plain = name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return new Set(plain.normalize("NFC").match(script) ?? []);
}

/** The same for studies of the archive by their UIDs; a study is always of its own patient. */
export function areOfOnePatient(archive: Pick<Archive, "study">, studyInstanceUid: string, otherUid: string): boolean {
  if (studyInstanceUid === otherUid) return true;
  const [study, other] = [archive.study(studyInstanceUid), archive.study(otherUid)];
  return study !== undefined && other !== undefined && isSamePatient(study, other);
}
