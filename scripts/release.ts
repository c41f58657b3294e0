/**
 * The notes of a release on standard output, or the release itself on the repository's page by the `gh` command.
 *
 *   bun scripts/release.ts notes v1.2.3
 *   bun scripts/release.ts publish v1.2.3
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { VERSION } from "../src/base/version.ts";
import { releaseNotes } from "./release/notes.ts";

const [action, tag = ""] = process.argv.slice(2);
try {
  const notes = releaseNotes(
    tag,
    VERSION,
    await readFile(resolve(import.meta.dir, "../CHANGELOG.md"), "utf8"),
  );
  if (action === "notes") console.log(notes);
  else if (action === "publish") process.exitCode = await publish(notes);
  else throw new Error("Say notes or publish, and the tag.");
} catch (caught) {
  console.error(caught instanceof Error ? caught.message : String(caught));
  process.exitCode = 1;
}

async function publish(notes: string): Promise<number> {
  if (Bun.which("gh") === null) throw new Error("The gh command is missing: install it (cli.github.com).");
  const created = Bun.spawn(
    ["gh", "release", "create", tag, "--verify-tag", "--title", tag, "--notes-file", "-"],
    {
      stdin: new Blob([notes]),
      stdout: "inherit",
      stderr: "inherit",
    },
  );
  return await created.exited;
}
