/** What stands over a picture and who it names. */
export interface MarkWish {
  readonly withMarks: boolean;
  readonly withIdentity: boolean;
}

/** Properties that a mark's look is made of; everything else of a style sheet does not reach into a file. */
const looks = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "vector-effect",
  "opacity",
  "display",
  "visibility",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "letter-spacing",
] as const;

/** Corners that say who the patient is, where and when; lines elsewhere that are free text of the file. */
const IDENTITY = ".corner-top-left, .corner-top-right";
const IDENTITY_LINES = '[data-line="series-description"], [data-line="frame-content"]';

/** Draws what stands over the picture of a viewport onto a context in CSS pixels of the viewport. */
export async function drawMarks(context: CanvasRenderingContext2D, element: HTMLElement, wish: MarkWish): Promise<void> {
  if (wish.withMarks) {
    const svg = element.querySelector<SVGSVGElement>(".viewport-marks");
    if (svg !== null) await drawSvg(context, svg, element);
  }
  const box = element.getBoundingClientRect();
  for (const text of textNodes(element)) {
    const holder = text.parentElement;
    if (holder === null || !isWished(holder, wish)) continue;
    drawText(context, text, holder, box);
  }
}

function isWished(holder: HTMLElement, { withMarks, withIdentity }: MarkWish): boolean {
  if (holder.closest(".split-switch, form, .visually-hidden, [role=menu]") !== null) return false;
  const isIdentity = holder.closest(IDENTITY) !== null || holder.closest(IDENTITY_LINES) !== null;
  return isIdentity ? withIdentity : withMarks;
}

async function drawSvg(context: CanvasRenderingContext2D, svg: SVGSVGElement, element: HTMLElement): Promise<void> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [own, copied] = [[...svg.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  own.forEach((mark, at) => {
    const style = getComputedStyle(mark);
    const target = copied[at] as SVGElement;
    for (const look of looks) target.style.setProperty(look, style.getPropertyValue(look));
  });
  const [width, height] = [element.clientWidth, element.clientHeight];
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  context.drawImage(image, 0, 0, width, height);
}

function textNodes(element: HTMLElement): readonly Text[] {
  const found: Text[] = [];
  for (const part of element.querySelectorAll(".corner, .letter, .colour-bar, .fidelity-words")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      // Where there is no slab its control is seen under the pointer alone.
      const isUnseen = node.parentElement?.closest('.slab-control:not([data-on="true"])') != null;
      if (node.textContent?.trim() && !isUnseen) found.push(node as Text);
    }
  }
  return found;
}

/** At the place, in the type and within the box in which it stands on the screen. */
function drawText(context: CanvasRenderingContext2D, text: Text, holder: HTMLElement, box: DOMRect): void {
  const range = document.createRange();
  range.selectNodeContents(text);
  const place = range.getBoundingClientRect();
  const style = getComputedStyle(holder);
  if (place.width === 0 || place.height === 0 || style.visibility === "hidden") return;
  const frame = holder.getBoundingClientRect();
  context.save();
  context.beginPath();
  context.rect(frame.left - box.left, frame.top - box.top, frame.width, frame.height);
  context.clip();
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textBaseline = "middle";
  const [x, y] = [place.left - box.left, place.top - box.top + place.height / 2];
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = "rgb(0 0 0 / 75%)";
  context.strokeText(text.data, x, y);
  context.fillStyle = style.color;
  context.fillText(text.data, x, y);
  context.restore();
}
