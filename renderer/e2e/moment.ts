import type { Locator } from "playwright-core";

/** Tells when an attribute takes a value, however shortly it has it: called before what brings it about, awaited after. */
export function comingTo(element: Locator, attribute: string, value: string): Promise<void> {
  return element.evaluate(
    (node, [name, wanted]) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (node.getAttribute(name) !== wanted) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(node, { attributes: true, attributeFilter: [name] });
        look();
      }),
    [attribute, value] as const,
  );
}
