/** The pages' scripts in a folder, as `make build` leaves them for the program's starts. */
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { bundleScript, type Script } from "./script.ts";

/** The folder of `make build`. */
export const PREPARED_PAGES = "pages";

/** A script's file ends with the form it is in. */
const FORMS = [
  ["plain", ""],
  ["gzip", ".gz"],
  ["br", ".br"],
] as const;

/** Bundles every entry (name -> file). Rejects with INTERNAL when one does not build. */
export async function writeScripts(folder: string, entries: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [entry, file] of Object.entries(entries)) {
    const script = await bundleScript(file);
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
