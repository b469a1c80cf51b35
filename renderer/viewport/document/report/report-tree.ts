import type { ContentOf } from "../context.ts";

export type ReportContent = ContentOf<"report">;
export type ContentItem = ReportContent["items"][number];

/** An item with what hangs under it. */
export interface ReportNode {
  readonly item: ContentItem;
  readonly children: readonly ReportNode[];
}

/** What follows each other in a section and is shown in one form. */
export type Block =
  | { readonly kind: "section"; readonly node: ReportNode }
  | { readonly kind: "prose"; readonly node: ReportNode }
  | { readonly kind: "facts"; readonly nodes: readonly ReportNode[] }
  | { readonly kind: "measurements"; readonly nodes: readonly ReportNode[] }
  | { readonly kind: "references"; readonly nodes: readonly ReportNode[] };

/** A text longer than this is a paragraph, not a fact. */
const longestFact = 90;

/** The tree of items that stand in reading order with their levels; undefined where there are none. */
export function buildReportTree(items: readonly ContentItem[]): ReportNode | undefined {
  const stack: { item: ContentItem; children: ReportNode[] }[] = [];
  let root: ReportNode | undefined;
  for (const item of items) {
    const node = { item, children: [] as ReportNode[] };
    while (stack.length > 0 && (stack.at(-1)?.item.level ?? 0) >= item.level) stack.pop();
    const parent = stack.at(-1);
    if (parent === undefined) root ??= node;
    else parent.children.push(node);
    stack.push(node);
  }
  return root;
}

/** How the children of a section are shown: neighbours of one form together, in the order of the report. */
export function blocksOf(nodes: readonly ReportNode[]): Block[] {
  const blocks: Block[] = [];
  for (const node of nodes) {
    const form = formOf(node);
    const last = blocks.at(-1);
    if (form === "section" || form === "prose") blocks.push({ kind: form, node });
    else if (last?.kind === form) blocks[blocks.length - 1] = { kind: form, nodes: [...last.nodes, node] };
    else blocks.push({ kind: form, nodes: [node] });
  }
  return blocks;
}

function formOf({ item, children }: ReportNode): Block["kind"] {
  const { value, valueType } = item;
  if (valueType === "CONTAINER") return "section";
  switch (value.kind) {
    case "number":
      return "measurements";
    case "text":
      return valueType === "TEXT" && (value.text.length > longestFact || value.text.includes("\n")) ? "prose" : "facts";
    case "instance":
      return children.length === 0 && item.concept === undefined ? "references" : "facts";
    default:
      return "facts";
  }
}

/** Items that say who and how rather than what: shown apart and quietly. */
export function isContext({ item }: ReportNode): boolean {
  return (
    item.relationship === "HAS OBS CONTEXT" || item.relationship === "HAS CONCEPT MOD" || item.relationship === "HAS ACQ CONTEXT"
  );
}

/** A machine's name for something, of no use to the eye. */
export function isIdentifier({ item }: ReportNode): boolean {
  return item.valueType === "UIDREF";
}
