import { Star } from "lucide-react";
import { useEffect, useState } from "react";
import { type KeyImage, type KeyImageTitle, type KeyObjectsSummary, keyImageTitles } from "../../../src/contract/index.ts";
import { frameThumbnailUrl } from "../../api/index.ts";
import {
  allSeries,
  changeKeyImage,
  goToKeyImage,
  keyOfImage,
  unmarkKeyImage,
  useKeyImagesStore,
  useStudyStore,
  useText,
} from "../../stores/index.ts";
import { IconButton, SelectField, TextField } from "../../ui/index.ts";

type Place = Pick<KeyImage, "seriesInstanceUid" | "sopInstanceUid" | "frameNumber">;

/** An image that the reader marked: what it is for and what was noted, both to be changed here. */
export function KeyImageItem({ image }: { readonly image: KeyImage }) {
  const text = useText();
  const [note, setNote] = useState(image.note);
  useEffect(() => setNote(image.note), [image.note]);
  const keep = () => note !== image.note && void changeKeyImage(image, { note });
  return (
    <li className="key-image" data-testid="key-image" data-written={image.writtenAt !== null}>
      <Picture image={image} number={image.instanceNumber} isMultiFrame={image.isMultiFrame} />
      <div className="key-image-fields">
        <SelectField
          label={text("keyImage.titleLabel")}
          hideLabel
          value={image.title}
          options={keyImageTitles.map((value) => ({ value, label: text(`keyImage.title.${value}`) }))}
          onChange={(title: KeyImageTitle) => void changeKeyImage(image, { title })}
          testId="key-image-title"
        />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the field inside is left, and what it holds is kept */}
        <div onBlur={keep}>
          <TextField
            label={text("keyImage.note")}
            hideLabel
            value={note}
            maxLength={1000}
            placeholder={text("keyImage.note")}
            onChange={setNote}
            onKeyDown={(event) => event.key === "Enter" && keep()}
            testId="key-image-note"
          />
        </div>
        <span className="key-images-by">{text(image.writtenAt === null ? "keyImage.unsent" : "keyImage.sent")}</span>
      </div>
      <IconButton
        label={text("keyImage.unmark")}
        icon={Star}
        pressed
        onPress={() => unmarkKeyImage(image)}
        testId="key-image-unmark"
      />
    </li>
  );
}

export function ForeignImage({ image }: { readonly image: KeyObjectsSummary["images"][number] }) {
  return (
    <li className="key-image" data-testid="foreign-key-image">
      <Picture image={image} number={image.number} isMultiFrame={image.frameNumber > 1} />
    </li>
  );
}

/** The image small, with its series and number; a press goes there. */
function Picture(props: { readonly image: Place; readonly number: number | null; readonly isMultiFrame: boolean }) {
  const { image, number, isMultiFrame } = props;
  const text = useText();
  const series = useStudyStore(({ detail }) =>
    allSeries(detail).find(({ seriesInstanceUid }) => seriesInstanceUid === image.seriesInstanceUid),
  );
  const isChosen = useKeyImagesStore(({ chosen }) => chosen === keyOfImage(image));
  const name = series?.seriesDescription || series?.modality || "";
  const place = text("keyImage.image", { n: number ?? "–" }) + (isMultiFrame ? ` / ${image.frameNumber}` : "");
  return (
    <button
      type="button"
      className="key-image-picture"
      aria-current={isChosen || undefined}
      onClick={() => goToKeyImage(image)}
      data-testid="key-image-open"
    >
      <img src={frameThumbnailUrl(image.sopInstanceUid, image.frameNumber)} alt="" width={64} height={64} loading="lazy" />
      <span className="key-image-place">
        <strong>{place}</strong>
        <span>{name}</span>
      </span>
    </button>
  );
}
