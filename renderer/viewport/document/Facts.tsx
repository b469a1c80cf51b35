import type { ReactNode } from "react";
import { keyed } from "./keyed.ts";

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** What is said in a word or two, label beside value; empty ones are left out. */
export function Facts({ facts }: { readonly facts: readonly (Fact | undefined)[] }) {
  const said = facts.filter((fact): fact is Fact => fact !== undefined && fact.value !== "" && fact.value !== undefined);
  if (said.length === 0) return null;
  return (
    <dl className="doc-facts">
      {keyed(said, ({ label }) => label).map(({ key, item }) => (
        <div key={key}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
