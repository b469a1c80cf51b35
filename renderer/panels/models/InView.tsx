import { type ReactNode, useEffect, useRef } from "react";

/** Something that asks for the reader's word: brought into view when it appears, however far down the dialog it stands. */
export function InView({ children }: { readonly children: ReactNode }) {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A browser may answer a promise, which an effect must not.
    own.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return <div ref={own}>{children}</div>;
}
