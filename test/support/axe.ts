/** Accessibility of a page by axe: what it finds that is serious or critical, as short sentences. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Empty where axe finds nothing serious. The page's policy allows no foreign script, hence the evaluated source. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`),
      );
  });
}
