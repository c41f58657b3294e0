/** What `make build` made beside the program (scripts/program/build.ts), so that a start need not make it anew. */
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Put in by the build; the source has none. */
declare const PREPARED_FOLDER: string | undefined;

/** Null while the source runs. */
export function preparedPath(name: string): string | null {
  return typeof PREPARED_FOLDER === "undefined" ? null : join(PREPARED_FOLDER, name);
}

/** For `new Worker`: the thread that was built from a source, which is the source itself while that runs. */
export function threadAddress(source: URL): string {
  const built = preparedPath(`${basename(fileURLToPath(source), ".ts")}.js`);
  return built === null ? source.href : pathToFileURL(built).href;
}
