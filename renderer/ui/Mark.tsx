/** The product's mark: a chest in cross-section, with one finding (as assets/icons/mark.svg). */
export function Mark() {
  return (
    <svg width={20} height={20} viewBox="0 0 64 64" aria-hidden="true">
      <ellipse cx={32} cy={32} rx={29} ry={23} fill="none" stroke="var(--accent)" strokeWidth={4} />
      <path d="M28 21c-8 0-14 7-14 14 0 5 3 8 7 8 5 0 7-4 7-9z" fill="var(--accent)" />
      <path d="M36 21c8 0 14 7 14 14 0 5-3 8-7 8-5 0-7-4-7-9z" fill="var(--accent)" />
      <circle cx={32} cy={47} r={3.4} fill="var(--proposed)" />
    </svg>
  );
}
