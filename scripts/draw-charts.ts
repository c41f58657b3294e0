/** Draws the charts of the operators' console from the machines: `bun scripts/draw-charts.ts` writes their layouts. */
import { resolve } from "node:path";
import {
  drawCharts,
  drawPlainCharts,
  layoutPath,
  layoutText,
  plainLayoutPath,
  plainLayoutText,
} from "./draw-charts/draw.ts";

const ROOT = resolve(import.meta.dir, "..");
const page = Bun.file(resolve(ROOT, "docs/reference/states.md"));

for (const layout of await drawCharts((await page.exists()) ? await page.text() : "")) {
  const path = layoutPath(layout.id);
  await Bun.write(resolve(ROOT, path), layoutText(layout));
  console.log(`${path}: ${layout.nodes.length} nodes, ${layout.width} x ${layout.height}`);
}
for (const layout of await drawPlainCharts()) {
  const path = plainLayoutPath(layout.id);
  await Bun.write(resolve(ROOT, path), plainLayoutText(layout));
  console.log(`${path}: ${layout.width} x ${layout.height}`);
}
// ELK leaves something running that would keep the process alive.
process.exit(0);
