/** A name that tells pictures apart and nobody's identity: modality, number of the series, number of the image. */
export function fileName(
  { modality, seriesNumber }: { readonly modality: string; readonly seriesNumber: number | null },
  image: number | undefined,
  ending: string,
): string {
  const kind = modality.replace(/[^A-Za-z0-9]/g, "") || "images";
  const parts = [kind, ...(seriesNumber === null ? [] : [`series-${seriesNumber}`])];
  return `${[...parts, ...(image === undefined ? [] : [`image-${String(image).padStart(4, "0")}`])].join("-")}.${ending}`;
}
