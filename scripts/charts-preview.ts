/** Takes pictures of the charts with invented states: `bun scripts/charts-preview.ts --out <folder>` (needs Chromium). */
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startChartScene } from "../test/support/chart-scene.ts";

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (values.out === undefined) {
  console.log(
    "Usage: bun scripts/charts-preview.ts --out <folder>\nWrites pictures of the charts in both themes.",
  );
  process.exit(1);
}
const folder = resolve(values.out);
await mkdir(folder, { recursive: true });

const scene = await startChartScene();
for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    await scene.open({ width, height: 900, colorScheme });
    for (const view of ["call", "participant", "tree", "charts"] as const) {
      await scene.show(view);
      const path = resolve(folder, `${view}-${colorScheme}-${width}.png`);
      await scene.page.screenshot({ path, fullPage: true });
      console.log(path);
    }
  }
}
await scene.close();
process.exit(0);
