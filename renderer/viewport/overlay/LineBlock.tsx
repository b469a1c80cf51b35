import type { ReactNode } from "react";

export interface Line {
  readonly id: string;
  readonly value: string;
  /** Left out in small viewports and when few texts are wished. */
  readonly isMinor: boolean;
  readonly isStrong?: boolean;
}

interface LineBlockProps {
  readonly corner: "top-left" | "top-right" | "bottom-right" | "bottom-left";
  readonly lines: readonly Line[];
  readonly few: boolean;
  /** Below the lines. */
  readonly children?: ReactNode;
}

/** Lines of a corner; empty ones are left out. */
export function LineBlock({ corner, lines, few, children }: LineBlockProps) {
  return (
    <div className={`corner corner-${corner}`}>
      {lines
        .filter(({ value, isMinor }) => value !== "" && !(few && isMinor))
        .map(({ id, value, isMinor, isStrong }) => (
          <span key={id} data-line={id} className={[isMinor && "minor", isStrong && "strong"].filter(Boolean).join(" ")}>
            {value}
          </span>
        ))}
      {children}
    </div>
  );
}
