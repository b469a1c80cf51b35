import { type Dataset, sopClasses } from "../../dicom/index.ts";
import type { Code } from "../../findings/index.ts";
import type { ObjectIdentity, ReportContext, Signature } from "../context.ts";
import { startObject } from "../headers.ts";
import { hierarchicalReferences } from "../sources.ts";
import { concept } from "../sr/codes.ts";
import {
  codeContent,
  containerItem,
  contentTemplate,
  imageContent,
  personNameContent,
  textContent,
  uidContent,
} from "../sr/item.ts";
import { type KeyObjectTitle, keyObjectConcept, keyObjectTitles } from "./titles.ts";

/** An image that somebody marked. */
export interface KeyObject {
  readonly seriesInstanceUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Only of an instance with several frames; from 1. */
  readonly frameNumber?: number | undefined;
}

/** Images marked under one title. */
export interface KeyObjectSelection {
  readonly title: KeyObjectTitle;
  /** What was noted; "" for nothing. */
  readonly description: string;
  readonly objects: readonly KeyObject[];
  readonly language: "en" | "zh-CN";
}

const languages: Readonly<Record<KeyObjectSelection["language"], Code>> = {
  en: { value: "en", scheme: "RFC5646", meaning: "English" },
  "zh-CN": { value: "zh-CN", scheme: "RFC5646", meaning: "Chinese (China)" },
};

/** Key Object Selection Document (PS3.3 A.35.4), TID 2010: the images under their title, what was noted, and who marked them. */
export function buildKo(
  { title, description, objects, language }: KeyObjectSelection,
  context: Pick<ReportContext, "study" | "device" | "timezoneOffsetMinutes">,
  identity: ObjectIdentity,
  signature: Signature,
): Dataset {
  const studyInstanceUid = context.study.first("StudyInstanceUID") ?? "";
  const ko = startObject({ ...context, series: [] }, identity, signature, {
    sopClassUid: sopClasses.KeyObjectSelectionDocumentStorage,
    modality: "KO",
    seriesDescription: "Key images",
  });
  const evidence = [...new Map(objects.map((object) => [object.sopInstanceUid, object])).values()];
  ko.set("ReferencedPerformedProcedureStepSequence", []).set(
    "CurrentRequestedProcedureEvidenceSequence",
    hierarchicalReferences(evidence.map((object) => ({ ...object, studyInstanceUid }))),
  );
  const children = [
    codeContent("HAS CONCEPT MOD", concept.language, languages[language]),
    codeContent("HAS OBS CONTEXT", concept.observerType, concept.person),
    personNameContent("HAS OBS CONTEXT", concept.personObserverName, signature.signedBy),
    codeContent("HAS OBS CONTEXT", concept.observerType, concept.device),
    uidContent("HAS OBS CONTEXT", concept.deviceObserverUid, context.device.observerUid),
    ...(description === "" ? [] : [textContent("CONTAINS", keyObjectConcept.description, description)]),
    ...objects.map((object) => imageContent("CONTAINS", undefined, object)),
  ];
  const root = containerItem(keyObjectTitles[title], children, "2010").delete("RelationshipType");
  for (const [tag, element] of root.entries()) ko.setElement(tag, element);
  return ko.set("ContentTemplateSequence", [contentTemplate("2010")]);
}
