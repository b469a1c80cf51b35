import { dicomDate, personName, useLanguage } from "../../../stores/index.ts";
import { Badge, Notice } from "../../../ui/index.ts";
import { useCodeText, useDocumentText } from "../context.ts";
import { Facts } from "../Facts.tsx";
import { References } from "../Reference.tsx";
import { ItemValue, Modifiers } from "./ItemValue.tsx";
import { MeasurementTable } from "./MeasurementTable.tsx";
import {
  type Block,
  blocksOf,
  buildReportTree,
  isContext,
  isIdentifier,
  type ReportContent,
  type ReportNode,
} from "./report-tree.ts";

/** A structured report as a text to be read: headings, facts, measurements, links to the images. */
export function ReportView({ report }: { readonly report: ReportContent }) {
  const text = useDocumentText();
  const root = buildReportTree(report.items);
  const context = root?.children.filter(isContext) ?? [];
  const body = root?.children.filter((node) => !isContext(node)) ?? [];
  return (
    <div className="doc-body" data-testid="report-document">
      <ReportState report={report} />
      {context.length > 0 && <ItemFacts nodes={context} />}
      {body.length > 0 && <Blocks nodes={body} level={3} />}
      {report.omitted > 0 && <Notice tone="proposed">{text("omitted", { count: report.omitted })}</Notice>}
      {report.predecessors.length > 0 && (
        <section className="doc-section">
          <h3>{text("predecessors")}</h3>
          <References references={report.predecessors} />
        </section>
      )}
    </div>
  );
}

/** How far the report has come, and who stands for it. */
function ReportState({ report }: { readonly report: ReportContent }) {
  const text = useDocumentText();
  const language = useLanguage();
  const verified = report.verificationFlag === "VERIFIED";
  const people = (list: ReportContent["verifiedBy"]) =>
    list
      .map(({ name, organization, dateTime }) =>
        [personName(name, language), organization, dicomDate(dateTime.slice(0, 8))].filter(Boolean).join(", "),
      )
      .join("; ");
  const flags = [report.completionFlag, report.preliminaryFlag].filter(Boolean);
  return (
    <div className="doc-state">
      {report.verificationFlag !== "" && (
        <Badge tone={verified ? "accepted" : "proposed"}>{text(`flag.${report.verificationFlag}`)}</Badge>
      )}
      {flags.map((flag) => (
        <Badge key={flag}>{text(`flag.${flag}`)}</Badge>
      ))}
      {report.verifiedBy.length > 0 && <span>{text("verifiedBy", { name: people(report.verifiedBy) })}</span>}
      {report.authors.length > 0 && <span>{text("author", { name: people(report.authors) })}</span>}
    </div>
  );
}

function Blocks({ nodes, level }: { readonly nodes: readonly ReportNode[]; readonly level: number }) {
  return blocksOf(nodes).map((block) => <OneBlock key={positionOf(block)} block={block} level={level} />);
}

const positionOf = (block: Block) => ("node" in block ? block.node : block.nodes[0])?.item.position;

function OneBlock({ block, level }: { readonly block: Block; readonly level: number }) {
  switch (block.kind) {
    case "section":
      return <Section node={block.node} level={level} />;
    case "prose":
      return <Prose node={block.node} />;
    case "facts":
      return <ItemFacts nodes={block.nodes} />;
    case "measurements":
      return <MeasurementTable nodes={block.nodes} />;
    case "references":
      return <InstanceLinks nodes={block.nodes} />;
  }
}

function Section({ node, level }: { readonly node: ReportNode; readonly level: number }) {
  const text = useDocumentText();
  const code = useCodeText();
  const Heading = level <= 3 ? "h3" : level === 4 ? "h4" : "h5";
  return (
    <section className="doc-section" data-level={Math.min(level, 6)}>
      <Heading>{code(node.item.concept) || text("section")}</Heading>
      {node.children.length === 0 ? (
        <p className="doc-quiet">{text("emptySection")}</p>
      ) : (
        <Blocks nodes={node.children} level={level + 1} />
      )}
    </section>
  );
}

function Prose({ node }: { readonly node: ReportNode }) {
  const code = useCodeText();
  return (
    <div className="doc-prose">
      <h5>{code(node.item.concept)}</h5>
      <p>{node.item.value.kind === "text" ? node.item.value.text : ""}</p>
      <Modifiers nodes={node.children} />
    </div>
  );
}

function ItemFacts({ nodes }: { readonly nodes: readonly ReportNode[] }) {
  const code = useCodeText();
  const text = useDocumentText();
  const facts = (list: readonly ReportNode[]) =>
    list.map((node) => ({
      label: code(node.item.concept) || text(`valueType.${node.item.valueType || "other"}`),
      value: (
        <>
          <ItemValue item={node.item} nodes={node.children} />
          <Modifiers nodes={node.children} />
        </>
      ),
    }));
  const identifiers = nodes.filter(isIdentifier);
  return (
    <>
      <Facts facts={facts(nodes.filter((node) => !isIdentifier(node)))} />
      {identifiers.length > 0 && (
        <details className="doc-more">
          <summary>{text("identifiers", { count: identifiers.length })}</summary>
          <Facts facts={facts(identifiers)} />
        </details>
      )}
    </>
  );
}

function InstanceLinks({ nodes }: { readonly nodes: readonly ReportNode[] }) {
  const references = nodes.flatMap(({ item }) =>
    item.value.kind === "instance" && item.value.reference ? [item.value.reference] : [],
  );
  return <References references={references} />;
}
