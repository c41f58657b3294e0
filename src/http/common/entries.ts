/** The scripts of pages by name, and which of them run beside another one. */
import { bundleScript, type Script } from "./script.ts";

/** A file that is whole in itself, or one that takes what `module` exports from the script of the entry `beside`. */
export type Entry = string | { file: string; beside: string; module: string };

export type Entries = Readonly<Record<string, Entry>>;

/** `scriptOf`: the script of another entry. Rejects with INTERNAL if it does not build. */
export async function bundleEntry(
  entry: Entry,
  scriptOf: (name: string) => Promise<Pick<Script, "path">>,
): Promise<Script> {
  if (typeof entry === "string") return await bundleScript(entry);
  const { path } = await scriptOf(entry.beside);
  return await bundleScript(entry.file, { module: entry.module, path });
}
