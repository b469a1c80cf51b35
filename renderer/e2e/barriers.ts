import axe from "axe-core";
import type { Page } from "playwright-core";

export interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** What axe-core finds against WCAG 2.2 A and AA on the page; what lies over a picture too. */
export async function violations(page: Page, within?: string): Promise<readonly Violation[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const run = (window as unknown as { axe: { run: (where: object, how: object) => Promise<unknown> } }).axe.run;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = (await run(only === undefined ? document : { include: [only] }, {
      runOnly: tags,
      resultTypes: ["violations"],
    })) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    return found.violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`),
    }));
  }, within);
}
