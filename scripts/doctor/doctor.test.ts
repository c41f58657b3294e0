import { expect, test } from "bun:test";
import { join } from "node:path";
import { TEST_ENVIRONMENT } from "../../test/support/settings.ts";
import { type Environment, PARTS, type PartName } from "./parts.ts";

const SIMULATED = { DIALOGFLOW_ENDPOINT: "127.0.0.1:1", PUBSUB_EMULATOR_HOST: "127.0.0.1:1" };
const faultsOf = async (part: PartName, environment: Environment) =>
  (await PARTS[part].examine(environment)).filter(({ kind }) => kind === "fault");

test("with nothing set, each part says what it needs, and every need has its setting or its command", async () => {
  expect(await faultsOf("demo", {})).toEqual([]);
  for (const part of ["production", "google", "five9", "audiocodes"] as const) {
    const faults = await faultsOf(part, { GOOGLE_APPLICATION_CREDENTIALS: "/absent.json" });
    expect(faults.length).toBeGreaterThan(0);
    for (const { text, remedy } of faults)
      expect(`${text} ${remedy.join(" ")}`).toMatch(/[A-Z0-9]+_[A-Z_]+|\.env/);
  }
});

test("with everything set nothing is missing, and values of secrets are nowhere", async () => {
  const environment = {
    ...TEST_ENVIRONMENT,
    ...SIMULATED,
    AUDIOCODES_BOT_TOKEN: "b".repeat(32),
    HTTP_PORT: "0",
    GRPC_PORT: "0",
  };
  for (const part of ["google", "five9", "audiocodes"] as const)
    expect(await faultsOf(part, environment)).toEqual([]);
  const production = await faultsOf("production", environment);
  expect(production.filter(({ code }) => code !== "NO_ENV")).toEqual([]);
});

test("a wrong setting is told as make start tells it", async () => {
  const [fault] = (await faultsOf("production", { ...TEST_ENVIRONMENT, HTTP_PORT: "x" })).filter(
    ({ code }) => code === "CONFIG_INVALID",
  );
  expect(fault?.text).toStartWith('HTTP_PORT is "x" and must be a whole number from 0 to 65535. It is: ');
});

test("a metadata server that answers something else is no reason for a warning of Google's library", async () => {
  using metadata = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response("no", { status: 500 }),
  });
  const doctor = Bun.spawn([process.execPath, "--no-env-file", "scripts/doctor.ts"], {
    cwd: join(import.meta.dir, "../.."),
    env: { PATH: process.env.PATH ?? "", GCE_METADATA_HOST: `127.0.0.1:${metadata.port}` },
    ...{ stdout: "pipe", stderr: "pipe" },
  });
  const [said, complaints] = await Promise.all(
    [doctor.stdout, doctor.stderr].map((stream) => new Response(stream).text()),
  );
  expect(said).toContain("No credentials for Google were found. ");
  expect(complaints).toBe("");
}, 120_000);
