/**
 * bun run replay <bundle>: runs an incident bundle's call through the charts of today. Exits with 0 if they behave the
 * same, 1 where they differ, 2 where the file cannot be read or nothing of it can be replayed.
 */
import { SidetoneError } from "../src/base/errors.ts";
import { replayBundle } from "../src/calls/replay/replay.ts";
import { reportText } from "../src/calls/replay/report-text.ts";
import type { Bundle } from "../src/contract/bundle.ts";
import { MAX_BUNDLE_BYTES, readBundle } from "../src/operators/bundle.ts";

async function main(path: string | undefined): Promise<number> {
  if (path === undefined) {
    console.error("usage: bun run replay <bundle>");
    return 2;
  }
  let bundle: Bundle;
  try {
    const file = Bun.file(path);
    if (file.size > MAX_BUNDLE_BYTES)
      throw new SidetoneError("LIMIT_EXCEEDED", "the file is larger than 64 MB");
    bundle = readBundle(await file.text());
  } catch (caught) {
    console.error(`${path}: ${caught instanceof Error ? caught.message : String(caught)}`);
    return 2;
  }
  const { call, version, isHistoryCut, history } = bundle.detail;
  console.log(`${call.callKey}, recorded by version ${version}, ${history.length} lines`);
  if (isHistoryCut) console.log("The history is cut: lines are left out.");
  const report = replayBundle(bundle);
  for (const line of reportText(report)) console.log(line);
  if (report.events === 0 && report.isSame) return 2;
  return report.isSame ? 0 : 1;
}

process.exit(await main(process.argv[2]));
