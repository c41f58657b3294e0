/**
 * Prints `file > group > test` for every test of the last run, sorted, so that two runs can be compared line by line.
 *
 *   bun scripts/test-names.ts [JUNIT-REPORT]
 */
import { resolve } from "node:path";
import { testNamesOf } from "./testing/junit.ts";

const report = resolve(import.meta.dir, "..", process.argv[2] ?? "artefacts/junit.xml");
const file = Bun.file(report);
if (await file.exists()) console.log(testNamesOf(await file.text()).join("\n"));
else {
  console.error(`There is no report at ${report}: run make test first.`);
  process.exitCode = 1;
}
