import type { ReactNode } from "react";
import "./badge.css";

export type BadgeTone = "quiet" | "accent" | "proposed" | "accepted" | "rejected" | "bad" | "synthetic";

/** A short state in a word; never colour alone. */
export function Badge({ tone = "quiet", children }: { readonly tone?: BadgeTone; readonly children: ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
