import type { Finding, Provenance } from "../findings/index.ts";
import { mappedUid, type Pseudonyms } from "./pseudonyms.ts";

/** A finding as it may leave: UIDs mapped, without the words, names and times of its readers. */
export function anonymousFinding(finding: Finding, pseudonyms: Pseudonyms): Finding {
  const { provenance, reference, frameOfReferenceUid } = finding;
  const uid = (value: string) => mappedUid(pseudonyms, value);
  return {
    ...finding,
    trackingId: pseudonyms.name("label", finding.id),
    trackingUid: uid(finding.trackingUid),
    studyInstanceUid: uid(finding.studyInstanceUid),
    seriesInstanceUid: uid(finding.seriesInstanceUid),
    ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid: uid(frameOfReferenceUid) }),
    reference: { ...reference, sopInstanceUid: uid(reference.sopInstanceUid) },
    comment: "",
    history: [],
    provenance: anonymousProvenance(provenance, pseudonyms),
  };
}

function anonymousProvenance(provenance: Provenance, pseudonyms: Pseudonyms): Provenance {
  if (provenance.by === "person") return { by: "person", name: pseudonyms.name("reader", provenance.name) };
  const { time: _, ...rest } = provenance;
  return { ...rest, analysisId: "" };
}
