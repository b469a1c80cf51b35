import { useEffect, useMemo, useState } from "react";
import type { ModelCard, ModelCardText } from "../../../src/contract/index.ts";
import { getModelCardText, modelPictureUrl } from "../../api/index.ts";
import { tellFailure, useLanguage, useText } from "../../stores/index.ts";
import { LoadingState, Notice } from "../../ui/index.ts";
import { type Block, parseCard, type Span } from "./card-markdown.ts";

/** The model card as its package has it, in the reader's language where there is one. */
export function CardText({ id, version }: Pick<ModelCard, "id" | "version">) {
  const text = useText();
  const language = useLanguage();
  const [card, setCard] = useState<ModelCardText>();
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    getModelCardText({ id, version }, language, leaving.signal).then(setCard, (error) => {
      tellFailure(error);
      setFailed(!leaving.signal.aborted);
    });
    return () => leaving.abort();
  }, [id, version, language]);
  const blocks = useMemo(() => parseCard(card?.markdown ?? ""), [card]);
  if (card === undefined) return isFailed ? null : <LoadingState label={text("common.loading")} />;
  return (
    <div className="model-text" lang={card.language} data-testid="model-card-text">
      {card.language !== language && <Notice>{text("models.otherLanguage")}</Notice>}
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a text have no identity but their order
        <BlockView key={at} block={block} of={{ id, version }} />
      ))}
    </div>
  );
}

interface Of {
  readonly of: Pick<ModelCard, "id" | "version">;
}

function BlockView({ block, of }: { readonly block: Block } & Of) {
  switch (block.kind) {
    case "heading":
      // Below the dialog's own heading and the model's.
      return block.level === 1 ? (
        <h4>
          <Spans spans={block.spans} of={of} />
        </h4>
      ) : (
        <h5>
          <Spans spans={block.spans} of={of} />
        </h5>
      );
    case "paragraph":
      return (
        <p>
          <Spans spans={block.spans} of={of} />
        </p>
      );
    case "code":
      return <pre>{block.text}</pre>;
    case "list": {
      const List = block.isNumbered ? "ol" : "ul";
      return (
        <List>
          {block.items.map((item, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their order
            <li key={at}>
              <Spans spans={item} of={of} />
            </li>
          ))}
        </List>
      );
    }
    case "table":
      return <TableView head={block.head} rows={block.rows} of={of} />;
  }
}

function TableView({ head, rows, of }: Pick<Extract<Block, { kind: "table" }>, "head" | "rows"> & Of) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell, at) =>
            cell.length === 0 ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <td key={at} />
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <th key={at} scope="col">
                <Spans spans={cell} of={of} />
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          <tr key={at}>
            {row.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              <td key={column}>
                <Spans spans={cell} of={of} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Spans({ spans, of }: { readonly spans: readonly Span[] } & Of) {
  return spans.map((span, at) => {
    const key = `${at} ${span.kind}`;
    if (span.kind === "strong") return <strong key={key}>{span.text}</strong>;
    if (span.kind === "code") return <code key={key}>{span.text}</code>;
    if (span.kind === "picture") return <img key={key} src={modelPictureUrl(of, span.path)} alt={span.text} loading="lazy" />;
    return <span key={key}>{span.text}</span>;
  });
}
