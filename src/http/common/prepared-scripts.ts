/** The pages' scripts in a folder, as `make build` leaves them for the program's starts. */
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { SidetoneError } from "../../base/errors.ts";
import { bundleEntry, type Entries } from "./entries.ts";
import type { Script } from "./script.ts";

/** The folder of `make build`. */
export const PREPARED_PAGES = "pages";

/** A script's file ends with the form it is in. */
const FORMS = [
  ["plain", ""],
  ["gzip", ".gz"],
  ["br", ".br"],
] as const;

/** Bundles every entry, one that runs beside another after that one. Rejects with INTERNAL when one does not build. */
export async function writeScripts(folder: string, entries: Entries): Promise<void> {
  await mkdir(folder, { recursive: true });
  const bundled = new Map<string, Promise<Script>>();
  const scriptOf = async (name: string): Promise<Script> => {
    const entry = entries[name];
    if (entry === undefined) throw new SidetoneError("NOT_FOUND", `No asset is named ${name}`);
    const script = bundled.get(name) ?? bundleEntry(entry, scriptOf);
    bundled.set(name, script);
    return await script;
  };
  for (const entry of Object.keys(entries)) {
    const script = await scriptOf(entry);
    const { path, notices } = script;
    for (const [form, end] of FORMS) await Bun.write(join(folder, basename(path) + end), script[form]);
    await Bun.write(join(folder, `${entry}.json`), JSON.stringify({ path, notices }));
  }
}

/** Rejects where the folder has no such entry. */
export async function readScript(folder: string, entry: string): Promise<Script> {
  const about: Pick<Script, "path" | "notices"> = await Bun.file(join(folder, `${entry}.json`)).json();
  const contents = await Promise.all(
    FORMS.map(async ([form, end]) => [
      form,
      await Bun.file(join(folder, basename(about.path) + end)).bytes(),
    ]),
  );
  return { ...about, ...Object.fromEntries(contents) };
}
