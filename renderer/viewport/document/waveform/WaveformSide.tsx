import { unitText, useCodeText, useDocumentText } from "../context.ts";
import { Facts } from "../Facts.tsx";
import { keyed } from "../keyed.ts";
import { numberText } from "../report/ItemValue.tsx";
import type { Waveform } from "./leads.ts";

type Annotation = Waveform["annotations"][number];

/** What the recorder measured and wrote: statements, and measurements of the whole; those of single leads are unfolded on wish. */
export function WaveformSide({ waveform }: { readonly waveform: Waveform }) {
  const text = useDocumentText();
  const code = useCodeText();
  const { annotations } = waveform;
  const isWhole = ({ channels }: Annotation) => channels.every(([, channel]) => channel === 0) || channels.length !== 1;
  const statements = annotations.filter((one) => one.text !== "");
  const measured = annotations.filter((one) => one.text === "" && (one.value !== undefined || one.code !== undefined));
  const whole = measured.filter(isWhole);
  const single = measured.filter((one) => !isWhole(one));
  const context = waveform.acquisitionContext.map(({ concept, value }) => ({ label: code(concept), value }));
  if (annotations.length + context.length === 0) return null;
  return (
    <aside className="doc-side" data-testid="waveform-side">
      {statements.length > 0 && (
        <section>
          <h3>{text("statements")}</h3>
          <ul className="doc-list">
            {keyed(statements, (one) => one.text).map(({ key, item }) => (
              <li key={key}>{item.text}</li>
            ))}
          </ul>
          <p className="doc-quiet">{text("byRecorder")}</p>
        </section>
      )}
      {whole.length > 0 && (
        <section>
          <h3>{text("measurements")}</h3>
          <Measurements annotations={whole} />
        </section>
      )}
      {single.length > 0 && (
        <details className="doc-more">
          <summary>{text("ofSingleLeads", { count: single.length })}</summary>
          <Measurements annotations={single} waveform={waveform} />
        </details>
      )}
      <Facts facts={context} />
    </aside>
  );
}

function Measurements({ annotations, waveform }: { readonly annotations: readonly Annotation[]; readonly waveform?: Waveform }) {
  const code = useCodeText();
  const lead = ({ channels: [first] }: Annotation) =>
    waveform === undefined || first === undefined ? "" : (waveform.groups[first[0] - 1]?.channels[first[1] - 1]?.label ?? "");
  return (
    <table className="doc-table">
      <tbody>
        {keyed(annotations.slice(0, 1000), ({ concept }) => concept?.value ?? "").map(({ key, item: one }) => (
          <tr key={key}>
            <th scope="row">{[lead(one), code(one.concept)].filter(Boolean).join(" · ")}</th>
            <td className="doc-number">{one.value === undefined ? code(one.code) : numberText(one.value)}</td>
            <td>{one.value === undefined ? "" : unitText(one.unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
