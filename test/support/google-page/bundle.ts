/** Bundles the pages' scripts, with the real socket.io-client inside. */
import { join } from "node:path";

/** A classic script for a browser. */
export async function bundleForBrowser(name: "ui-modules" | "desk-page"): Promise<string> {
  const result = await Bun.build({
    entrypoints: [join(import.meta.dir, `${name}.ts`)],
    target: "browser",
    format: "iife",
  });
  const [output] = result.outputs;
  if (!result.success || output === undefined) throw new Error(`${name}.ts could not be bundled`);
  return await output.text();
}
