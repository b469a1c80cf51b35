import { useEffect, useMemo } from "react";
import type { Explanation, SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import { needExplanation, useDynamicText, useExplanationStore } from "../../stores/index.ts";
import { isInSpace } from "../measurement/seen.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";
import { type HeatOnSlice, heatOnSlice, isTelling, readHeat } from "./heat.ts";

interface ExplanationProps {
  readonly facts: PlaneFacts | undefined;
  readonly detail: SeriesDetail;
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
}

/** What the score of the chosen proposal rests on, over the picture and under all lines. */
export function ExplanationLayer({ facts, ...props }: ExplanationProps) {
  const explanation = useChosen(props)?.asked?.explanation;
  const heat = useMemo(() => explanation && readHeat(explanation), [explanation]);
  const slice = facts?.slice;
  const picture = useMemo(() => {
    const on = heat && explanation && slice && heatOnSlice(heat, explanation, slice);
    return on && { url: pictureOf(on), box: on.box };
  }, [heat, explanation, slice]);
  if (facts === undefined || picture === undefined || picture.url === "") return null;
  const [x, y, width, height] = picture.box;
  return (
    <image
      className="explanation-map"
      data-testid="explanation-map"
      href={picture.url}
      {...{ x, y, width, height }}
      preserveAspectRatio="none"
      transform={`matrix(${facts.viewFromPixel.join(" ")})`}
    />
  );
}

/** What the colours mean, while they are computed that they are, or why there are none. */
export function ExplanationLegend({ facts, ...props }: ExplanationProps) {
  const text = useViewportText();
  const say = useDynamicText();
  const chosen = useChosen(props);
  const { finding, asked } = chosen ?? {};
  const id = finding?.id;
  useEffect(() => {
    if (id !== undefined) void needExplanation({ id });
  }, [id]);
  if (finding === undefined || facts === undefined) return null;
  const state = asked?.state.kind ?? "loading";
  return (
    <div className="explanation-legend" role="status" data-testid="explanation" data-explanation={state}>
      {state === "ready" && asked?.explanation !== undefined ? (
        <Scale explanation={asked.explanation} />
      ) : (
        <span>
          {asked?.state.kind === "failed"
            ? (say(`errors.${asked.state.error.area}.${asked.state.error.code}`, { ...asked.state.error.details }) ??
              asked.state.error.message)
            : text("explanation.computing")}
        </span>
      )}
    </div>
  );
}

function Scale({ explanation }: { readonly explanation: Explanation }) {
  const text = useViewportText();
  const heat = useMemo(() => readHeat(explanation), [explanation]);
  if (!isTelling(heat, explanation)) return <span>{text("explanation.nothing")}</span>;
  const { score, lowest } = explanation;
  return (
    <>
      <span>{text(`explanation.${explanation.kind}`)}</span>
      <span className="explanation-scale">
        <i aria-hidden="true" />
        {lowest !== undefined && (
          <span title={text("explanation.fallHint")} data-testid="explanation-fall" data-lowest={lowest}>
            {text("explanation.fall", { score: shown(score), lowest: shown(lowest) })}
          </span>
        )}
      </span>
    </>
  );
}

/** A score that is not 1 is not written as 1. */
function shown(score: number): string {
  return score > 0.995 && score < 1 ? "> 0.99" : score.toFixed(2);
}

/** The proposal whose map is wanted and belongs to this viewport, with what was asked for. */
function useChosen({ detail, findings, selectedFindingId }: Omit<ExplanationProps, "facts">) {
  const isShown = useExplanationStore((state) => state.isShown);
  const asked = useExplanationStore((state) => (selectedFindingId === undefined ? undefined : state.asked[selectedFindingId]));
  const finding = isShown ? findings.find(({ id }) => id === selectedFindingId) : undefined;
  const { seriesInstanceUid, frameOfReferenceUid } = detail;
  if (finding?.provenance.by !== "model" || !isInSpace(finding, { seriesInstanceUid, frameOfReferenceUid })) return undefined;
  return { finding, asked };
}

function pictureOf({ columns, rows, pixels }: HeatOnSlice): string {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (context === null) return "";
  context.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  return canvas.toDataURL();
}
