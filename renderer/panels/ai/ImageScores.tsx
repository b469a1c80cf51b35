import type { Analysis, ModelCard } from "../../../src/contract/index.ts";
import { useLanguage, useText } from "../../stores/index.ts";
import { pointInForce } from "../models/operating-point.ts";
import { usePointNumbers } from "../models/point-numbers.ts";

/** What a run says of each image as a whole, proposed or not, and how far that can be trusted as it was measured. */
export function ImageScores({ analysis, model }: { readonly analysis: Analysis; readonly model: ModelCard | undefined }) {
  const text = useText();
  const language = useLanguage();
  const numbersOf = usePointNumbers();
  const { imageScores = [] } = analysis;
  if (imageScores.length === 0) return null;
  const images = [...new Set(imageScores.map(({ sopInstanceUid, frameNumber }) => `${sopInstanceUid} ${frameNumber}`))];
  const point = model?.version === analysis.modelVersion ? pointInForce(model, analysis.operatingPoint) : undefined;
  return (
    <section className="image-scores" data-testid="image-scores">
      <ul>
        {imageScores.map(({ sopInstanceUid, frameNumber, title, score, threshold }) => {
          const isReached = score >= threshold;
          const words = { what: title[language], score: score.toFixed(2), threshold: threshold.toFixed(2) };
          return (
            <li
              key={`${sopInstanceUid} ${frameNumber} ${title.en}`}
              data-testid="image-score"
              data-reached={isReached}
              data-sop-instance-uid={sopInstanceUid}
            >
              {images.length > 1 && (
                <span className="quiet">
                  {text("ai.imageNumber", { number: images.indexOf(`${sopInstanceUid} ${frameNumber}`) + 1 })}
                </span>
              )}
              <span>{text(isReached ? "ai.imageReached" : "ai.imageBelow", words)}</span>
            </li>
          );
        })}
      </ul>
      {point !== undefined && (
        <p className="quiet" data-testid="image-scores-point">
          {[text("ai.operatingPoint", { title: point.title[language] }), ...numbersOf(point)].join(text("common.separator"))}
        </p>
      )}
      {point !== undefined && <p className="quiet">{point.meaning[language]}</p>}
    </section>
  );
}
