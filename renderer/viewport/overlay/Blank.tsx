import type { ReactNode } from "react";

/** What a viewport says instead of a picture: empty, loading, refused or failed, with the reason and what to do. */
export function Blank({
  title,
  children,
  isBusy = false,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly isBusy?: boolean;
}) {
  return (
    <div className="blank" role={isBusy ? "status" : "note"}>
      {isBusy && <span className="blank-busy" aria-hidden="true" />}
      <p className="blank-title">{title}</p>
      {children}
    </div>
  );
}
