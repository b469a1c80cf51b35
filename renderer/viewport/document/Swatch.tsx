/** The colour that a file gives to a structure or segment. */
export function Swatch({ color }: { readonly color: readonly [number, number, number] | undefined }) {
  if (color === undefined) return <span className="doc-swatch doc-swatch-none" aria-hidden="true" />;
  return <span className="doc-swatch" style={{ background: `rgb(${color.join(" ")})` }} aria-hidden="true" />;
}
