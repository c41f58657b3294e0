/** Lets a caller on this machine place calls into the running demo, which makes its own secrets: a note in its data folder. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { demoDirectories } from "./demo-directory.ts";

export interface CallerNote {
  /** host:port of the demo's audio endpoint. */
  grpcAddress: string;
  trustToken: string;
}

const FILE_NAME = "caller.json";

/** Leaves the note, readable for this user only; returns what takes it away again. */
export async function leaveCallerNote(directory: string, note: CallerNote): Promise<() => Promise<void>> {
  const path = join(directory, FILE_NAME);
  await writeFile(path, JSON.stringify(note), { mode: 0o600 });
  return () => rm(path, { force: true });
}

/** The token of a demo that listens at this address; undefined if none does. */
export async function trustTokenOfDemo(
  grpcAddress: string,
  directories?: readonly string[],
): Promise<string | undefined> {
  for (const directory of directories ?? (await demoDirectories())) {
    const file = Bun.file(join(directory, FILE_NAME));
    if (!(await file.exists())) continue;
    const note = (await file.json()) as CallerNote;
    if (note.grpcAddress === grpcAddress) return note.trustToken;
  }
  return undefined;
}
