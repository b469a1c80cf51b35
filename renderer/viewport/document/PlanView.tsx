import { dicomDate } from "../../stores/index.ts";
import { Notice } from "../../ui/index.ts";
import { type ContentOf, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";

type Plan = ContentOf<"plan">;

/** A treatment plan in short. */
export function PlanView({ plan }: { readonly plan: Plan }) {
  const text = useDocumentText();
  return (
    <div className="doc-body">
      <Facts
        facts={[
          { label: text("name"), value: [plan.name, plan.description].filter(Boolean).join(" · ") },
          { label: text("madeOn"), value: dicomDate(plan.date) },
          { label: text("intent"), value: plan.intent },
          { label: text("approval"), value: plan.approvalStatus === "" ? "" : text(`approvalStatus.${plan.approvalStatus}`) },
          ...plan.prescriptions.map((one) => ({
            label: text("prescription"),
            value: [one.description, one.type, one.targetGy === undefined ? "" : `${one.targetGy} Gy`].filter(Boolean).join(", "),
          })),
          ...plan.fractionGroups.map((group) => ({
            label: text("fractionGroup", { number: group.number }),
            value: text("fractions", { count: group.fractionsPlanned ?? "?" }),
          })),
        ]}
      />
      <table className="doc-table doc-table-wide">
        <thead>
          <tr>
            <th>{text("beam")}</th>
            <th>{text("radiation")}</th>
            <th>{text("machine")}</th>
            <th className="doc-number">{text("gantry")}</th>
            <th className="doc-number">{text("doseGy")}</th>
            <th className="doc-number">{text("meterset")}</th>
          </tr>
        </thead>
        <tbody>
          {plan.beams.map((beam) => (
            <tr key={beam.number}>
              <th scope="row">{`${beam.number} ${beam.name}`}</th>
              <td>{[beam.radiationType, beam.energy === undefined ? "" : `${beam.energy} MV`].filter(Boolean).join(" ")}</td>
              <td>{beam.machine}</td>
              <td className="doc-number">{beam.gantryDegrees.map((degrees) => `${degrees}°`).join(" – ")}</td>
              <td className="doc-number">{total(plan, beam.number, "doseGy")}</td>
              <td className="doc-number">{total(plan, beam.number, "meterset")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Notice>{text("planInShort")}</Notice>
    </div>
  );
}

function total(plan: Plan, beamNumber: number, what: "doseGy" | "meterset"): string {
  const values = plan.fractionGroups.flatMap(({ beams }) =>
    beams.flatMap((beam) => (beam.number === beamNumber && beam[what] !== undefined ? [beam[what]] : [])),
  );
  return values.length === 0 ? "" : String(Number(values.reduce((sum, value) => sum + value, 0).toFixed(3)));
}
