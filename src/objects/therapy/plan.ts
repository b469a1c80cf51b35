import type { Dataset } from "../../dicom/index.ts";
import { itemsOf, numberOf, numbersOf, textOf } from "../attributes.ts";
import { referencesOf } from "../reference.ts";
import type { PlanDocument } from "./content.ts";

/** A treatment plan, external beam, brachy or ion, in short (PS3.3 A.20, A.49). */
export function parsePlan(dataset: Dataset): PlanDocument {
  return {
    kind: "plan",
    label: textOf(dataset, "RTPlanLabel", 64),
    name: textOf(dataset, "RTPlanName", 128),
    description: textOf(dataset, "RTPlanDescription", 1024),
    date: textOf(dataset, "RTPlanDate", 16),
    time: textOf(dataset, "RTPlanTime", 16),
    intent: textOf(dataset, "PlanIntent", 32),
    geometry: textOf(dataset, "RTPlanGeometry", 32),
    approvalStatus: textOf(dataset, "ApprovalStatus", 16),
    prescriptions: itemsOf(dataset, "DoseReferenceSequence", 200).map((item) => ({
      description: textOf(item, "DoseReferenceDescription", 1024),
      type: textOf(item, "DoseReferenceType", 32),
      structureType: textOf(item, "DoseReferenceStructureType", 32),
      targetGy: numberOf(item, "TargetPrescriptionDose"),
    })),
    fractionGroups: itemsOf(dataset, "FractionGroupSequence", 200).map((item) => ({
      number: numberOf(item, "FractionGroupNumber") ?? 0,
      fractionsPlanned: numberOf(item, "NumberOfFractionsPlanned"),
      beams: itemsOf(item, "ReferencedBeamSequence", 500).map((beam) => ({
        number: numberOf(beam, "ReferencedBeamNumber") ?? 0,
        doseGy: numberOf(beam, "BeamDose"),
        meterset: numberOf(beam, "BeamMeterset"),
      })),
    })),
    beams: [...itemsOf(dataset, "BeamSequence", 500), ...itemsOf(dataset, "IonBeamSequence", 500)].map(readBeam),
    structureSets: referencesOf(dataset, "ReferencedStructureSetSequence").map(({ sopInstanceUid }) => sopInstanceUid),
  };
}

function readBeam(item: Dataset): PlanDocument["beams"][number] {
  const points = [...itemsOf(item, "ControlPointSequence", 5000), ...itemsOf(item, "IonControlPointSequence", 5000)];
  const angles = points.flatMap((point) => numberOf(point, "GantryAngle") ?? []);
  const [first] = points;
  const [x, y, z] = numbersOf(first, "IsocenterPosition", 3);
  const ends = angles.length > 1 && angles[0] !== angles.at(-1) ? [angles[0], angles.at(-1)] : angles.slice(0, 1);
  return {
    number: numberOf(item, "BeamNumber") ?? 0,
    name: textOf(item, "BeamName", 128),
    description: textOf(item, "BeamDescription", 1024),
    type: textOf(item, "BeamType", 32),
    radiationType: textOf(item, "RadiationType", 32),
    deliveryType: textOf(item, "TreatmentDeliveryType", 32),
    machine: textOf(item, "TreatmentMachineName", 64),
    energy: numberOf(first, "NominalBeamEnergy"),
    controlPoints: points.length || (numberOf(item, "NumberOfControlPoints") ?? 0),
    gantryDegrees: ends.flatMap((angle) => angle ?? []),
    collimatorDegrees: numberOf(first, "BeamLimitingDeviceAngle"),
    couchDegrees: numberOf(first, "PatientSupportAngle"),
    isocentrePatient: x === undefined || y === undefined || z === undefined ? undefined : [x, y, z],
  };
}
