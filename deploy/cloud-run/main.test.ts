/** The program as `make` starts it, with a shell script in the place of gcloud. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SETTINGS = {
  PROJECT_ID: "acme",
  REGION: "europe-west1",
  CONVERSATION_PROFILE_NAME: "projects/acme/locations/europe-west1/conversationProfiles/p",
};
/** Answers what `url` asks for, and refuses everything else. */
const GCLOUD = `#!/bin/sh
case "$*" in
  *"describe sidetone-grpc"*) echo "https://sidetone-grpc-abc.a.run.app" ;;
  *"describe sidetone-http"*) echo "ERROR: (gcloud.run.services.describe) Cannot find service [sidetone-http]" >&2; exit 1 ;;
  *) echo "ERROR: PERMISSION_DENIED: not for you" >&2; exit 1 ;;
esac
`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sidetone-gcloud-"));
  await Bun.write(join(folder, "gcloud"), GCLOUD);
  await chmod(join(folder, "gcloud"), 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(args: string[], environment: Record<string, string> = SETTINGS) {
  const child = Bun.spawn([process.execPath, "--no-env-file", join(import.meta.dir, "main.ts"), ...args], {
    env: { PATH: `${folder}:${process.env.PATH}`, ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [text, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { text: text.trim(), errors: errors.trim(), code };
}

describe("the program", () => {
  test("gives the address of the audio service", async () => {
    expect(await run(["url", "grpc"])).toMatchObject({ text: "sidetone-grpc-abc.a.run.app:443", code: 0 });
  });

  test("says in a sentence that a service is not deployed", async () => {
    const { errors, code } = await run(["url", "http"]);
    expect(errors).toStartWith("sidetone-http is not deployed in europe-west1");
    expect(code).toBe(1);
  });

  test("stops at the first refusal with what Google said", async () => {
    const { errors, code } = await run(["deploy"]);
    expect(errors).toStartWith("gcloud services list --enabled was refused: PERMISSION_DENIED: not for you");
    expect(code).toBe(1);
  });

  test("removes nothing without the project's name", async () => {
    const { errors, code } = await run(["teardown"]);
    expect(errors).toContain("make teardown CONFIRM=acme");
    expect(code).toBe(2);
  });

  test("tells settings that lack", async () => {
    expect(await run(["deploy", "--dry-run"], {})).toMatchObject({ code: 2 });
  });
});
