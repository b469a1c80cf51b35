import type { Dataset } from "../../dicom/index.ts";
import type { Code } from "../../findings/index.ts";
import { ReportError } from "../errors.ts";

/** A content item as it was read; the value lies in `dataset`. */
export interface ContentNode {
  readonly relationship: string;
  readonly valueType: string;
  readonly concept: Code | undefined;
  readonly children: readonly ContentNode[];
  readonly dataset: Dataset;
  /** Position in the tree, "1.4.2". */
  readonly path: string;
}

const deepest = 40;
const mostItems = 200_000;

/** The content tree of an SR (PS3.3 C.17.3). @throws ReportError not-sr, too-large */
export function readContentTree(sr: Dataset): ContentNode {
  if (sr.first("ValueType") !== "CONTAINER") {
    throw new ReportError("not-sr", "This object holds no report: it has no content tree. The images of the study can be read.");
  }
  const count = { items: 0 };
  return readNode(sr, "1", 0, count);
}

function readNode(dataset: Dataset, path: string, depth: number, count: { items: number }): ContentNode {
  count.items += 1;
  if (depth > deepest || count.items > mostItems) {
    throw new ReportError(
      "too-large",
      "This report has more items or levels than can be read; it was left out. The images of the study can be read.",
      {
        items: count.items,
        depth,
      },
    );
  }
  const items = dataset.get("ContentSequence") ?? [];
  return {
    relationship: dataset.first("RelationshipType") ?? "",
    valueType: dataset.first("ValueType") ?? "",
    concept: readCode(dataset.get("ConceptNameCodeSequence")?.[0]),
    children: items.map((item, index) => readNode(item, `${path}.${index + 1}`, depth + 1, count)),
    dataset,
    path,
  };
}

/** A code as it was written; undefined where it has no value or no scheme. Retired SRT codes that this program knows become SCT. */
export function readCode(item: Dataset | undefined): Code | undefined {
  const value = item?.first("CodeValue") ?? item?.first("LongCodeValue") ?? item?.first("URNCodeValue");
  const scheme = item?.first("CodingSchemeDesignator") ?? (item?.first("URNCodeValue") === undefined ? undefined : "URN");
  if (item === undefined || value === undefined || scheme === undefined) return undefined;
  const meaning = item.first("CodeMeaning") ?? value;
  const modern = retired[`${scheme} ${value}`];
  return { value: modern ?? value, scheme: modern === undefined ? scheme : "SCT", meaning };
}

/** SNOMED-RT codes of older reports (PS3.16 annex L) whose concepts are read here. */
const retired: Readonly<Record<string, string>> = {
  "SRT G-C0E3": "363698007",
  "SRT G-C171": "272741003",
  "SRT G-D7FE": "410668003",
  "SRT G-A185": "103339001",
  "SRT G-A186": "103340004",
  "SRT G-A166": "42798000",
  "SRT G-D705": "118565006",
  "SRT M-02550": "81827009",
  "SRT G-A160": "1483009",
  "SRT R-00317": "373098007",
  "SRT R-10047": "386136009",
  "SRT R-404FB": "255605001",
  "SRT G-A437": "56851009",
  "SRT T-28000": "39607008",
  "SRT G-A100": "24028007",
  "SRT G-A101": "7771000",
  "SRT G-A16A": "131184002",
  "SRT M-01100": "52988006",
  "SRT M-03010": "27925004",
  "SRT M-03000": "4147007",
};

/** Whether a node is of a concept. */
export function isConcept(node: ContentNode, code: Code): boolean {
  return node.concept?.value === code.value && node.concept.scheme === code.scheme;
}

/** How many items hang under a node, itself not counted. */
export function descendantCount(node: ContentNode): number {
  return node.children.reduce((sum, child) => sum + 1 + descendantCount(child), 0);
}
