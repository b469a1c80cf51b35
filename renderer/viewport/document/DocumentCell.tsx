import { useMemo } from "react";
import type { ObjectAnswer } from "../../../src/contract/index.ts";
import { getObject, listObjects } from "../../api/index.ts";
import { errorText, openDocument, useLanguage } from "../../stores/index.ts";
import { Blank } from "../overlay/Blank.tsx";
import { useViewportText } from "../text.ts";
import { Content } from "./Content.tsx";
import { DocumentContextProvider, useDocumentText } from "./context.ts";
import { DocumentHead } from "./DocumentHead.tsx";
import { type Loaded, useLoaded } from "./use-objects.ts";
import "./document.css";

interface DocumentCellProps {
  readonly cellId: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string | undefined;
}

/** A cell that shows what is no image: one object of a series, with a choice where the series has several. */
export function DocumentCell({ cellId, seriesInstanceUid, sopInstanceUid }: DocumentCellProps) {
  const text = useDocumentText();
  const list = useLoaded(seriesInstanceUid, (signal) => listObjects(seriesInstanceUid, signal));
  if (list.kind !== "ready") return <Waiting loaded={list} />;
  const { objects } = list.value;
  const chosen = objects.find((object) => object.sopInstanceUid === sopInstanceUid) ?? objects[0];
  if (chosen === undefined) {
    return (
      <div className="viewport-picture" data-state="error">
        <Blank title={text("nothing")} />
      </div>
    );
  }
  return (
    <OneDocument
      cellId={cellId}
      sopInstanceUid={chosen.sopInstanceUid}
      position={objects.indexOf(chosen)}
      count={objects.length}
      onStep={(by) => {
        const next = objects[objects.indexOf(chosen) + by];
        if (next !== undefined) openDocument(seriesInstanceUid, next.sopInstanceUid, cellId);
      }}
    />
  );
}

function OneDocument(props: {
  readonly cellId: string;
  readonly sopInstanceUid: string;
  readonly position: number;
  readonly count: number;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const { cellId, sopInstanceUid, position, count, onStep } = props;
  const answer = useLoaded(sopInstanceUid, (signal) => getObject(sopInstanceUid, signal));
  if (answer.kind !== "ready") return <Waiting loaded={answer} />;
  return <Ready key={sopInstanceUid} cellId={cellId} answer={answer.value} position={position} count={count} onStep={onStep} />;
}

function Ready(props: {
  readonly cellId: string;
  readonly answer: ObjectAnswer;
  readonly position: number;
  readonly count: number;
  readonly onStep: (by: 1 | -1) => void;
}) {
  const { cellId, answer } = props;
  const context = useMemo(
    () => ({ cellId, answer, document: answer.document, held: new Map(answer.held.map((one) => [one.sopInstanceUid, one])) }),
    [cellId, answer],
  );
  return (
    <DocumentContextProvider value={context}>
      <article
        className="doc viewport-picture"
        data-state="ready"
        data-document={answer.document.content.kind}
        data-sop-instance-uid={answer.document.sopInstanceUid}
      >
        <DocumentHead position={props.position} count={props.count} onStep={props.onStep} />
        <Content />
      </article>
    </DocumentContextProvider>
  );
}

/** Something that is on its way, or why it does not come. */
function Waiting({ loaded }: { readonly loaded: Exclude<Loaded<unknown>, { kind: "ready" }> }) {
  const text = useDocumentText();
  const viewportText = useViewportText();
  const language = useLanguage();
  if (loaded.kind === "loading") {
    return (
      <div className="viewport-picture" data-state="loading">
        <Blank title={text("loading")} isBusy />
      </div>
    );
  }
  return (
    <div className="viewport-picture" data-state="error" data-error={`${loaded.error.area}/${loaded.error.code}`}>
      <Blank title={text("failed")}>
        <p>{errorText(language, loaded.error)}</p>
        <button type="button" className="blank-action" onClick={loaded.retry}>
          {viewportText("retry")}
        </button>
      </Blank>
    </div>
  );
}
