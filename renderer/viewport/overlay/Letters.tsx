/** Orientation letters at the four edges; the ones after the first, of an oblique view, small (PS3.3 C.7.6.1.1.1). */
export function Letters({
  letters,
}: {
  readonly letters: Readonly<Record<"left" | "right" | "top" | "bottom", string>> | undefined;
}) {
  if (letters === undefined) return null;
  return (
    <div className="letters" aria-hidden="true">
      {(["left", "right", "top", "bottom"] as const).map((edge) => (
        <span key={edge} className={`letter letter-${edge}`} data-letter={letters[edge]}>
          {letters[edge].slice(0, 1)}
          <small>{letters[edge].slice(1)}</small>
        </span>
      ))}
    </div>
  );
}
