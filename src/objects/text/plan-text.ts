import type { PlanDocument } from "../therapy/content.ts";
import { lines } from "./lines.ts";

export function planLines(plan: PlanDocument): readonly string[] {
  return [
    ...lines([
      ["Plan", [plan.label, plan.name].filter(Boolean).join(" · ")],
      ["Description", plan.description],
      ["Intent", plan.intent],
      ["Approval", plan.approvalStatus],
    ]),
    ...plan.prescriptions.map(({ description, type, targetGy }) =>
      [`Prescription: ${[description, type].filter(Boolean).join(", ")}`, targetGy === undefined ? "" : `${targetGy} Gy`]
        .filter(Boolean)
        .join(" "),
    ),
    ...plan.fractionGroups.map(
      ({ number, fractionsPlanned, beams }) =>
        `Fraction group ${number}: ${fractionsPlanned ?? "?"} fractions; ${beams.map((beam) => `beam ${beam.number} ${beam.doseGy === undefined ? "" : `${beam.doseGy} Gy`}`.trim()).join(", ")}`,
    ),
    ...plan.beams.map((beam) =>
      [
        `Beam ${beam.number} ${beam.name}`.trim(),
        beam.type,
        [beam.radiationType, beam.energy === undefined ? "" : `${beam.energy} MV`].filter(Boolean).join(" "),
        beam.gantryDegrees.length > 0 ? `gantry ${beam.gantryDegrees.join(" to ")} degrees` : "",
        `${beam.controlPoints} control points`,
      ]
        .filter(Boolean)
        .join(", "),
    ),
  ];
}
