/** Wrong first starts: each is told in one sentence with what is wrong and what to do, and shows no secret and no stack. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { SidetoneError } from "../../src/base/errors.ts";
import { listenFailure } from "../../src/base/listen-failure.ts";
import { createLogger } from "../../src/base/log.ts";
import { requireCredentials } from "../../src/service/google-credentials.ts";
import { readTls } from "../../src/service/tls-files.ts";
import { ConfigError, readConfig } from "../../src/settings/read.ts";
import { isHidden } from "../../src/settings/setting.ts";
import { SETTING_TABLE, type SettingName } from "../../src/settings/table.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import { makeSelfSignedCertificate } from "../support/self-signed-certificate.ts";
import { TEST_ENVIRONMENT } from "../support/settings.ts";

const MAIN = join(import.meta.dir, "../../src/main.ts");
const directory = await mkdtemp(join(tmpdir(), "sidetone-first-"));
const taken = await listenAnywhere();
const takenPort = (taken.address() as { port: number }).port;
afterAll(async () => {
  taken.close();
  await rm(directory, { recursive: true, force: true });
});

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
  });
}

const problemsWith = (environment: Record<string, string>) =>
  problemsOf({ ...TEST_ENVIRONMENT, ...environment });

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (caught) {
    if (caught instanceof ConfigError) return caught.problems;
    throw caught;
  }
}

const told = (work: Promise<unknown>) =>
  work.then(
    () => "started",
    (error) => SidetoneError.from(error).message,
  );

describe("settings", () => {
  test.each([
    ["HTTP_PORT", "seventy", 'HTTP_PORT is "seventy" and must be a whole number from 0 to 65535. It is: '],
    ["GRPC_PORT", "99999", 'GRPC_PORT is "99999" and must be a whole number from 0 to 65535. It is: '],
    ["MAX_STREAMS", "1.5", 'MAX_STREAMS is "1.5" and must be a whole number of 1 or more. It is: '],
    [
      "COALESCE_MS",
      "1 s",
      'COALESCE_MS is "1 s" and must be a whole number of milliseconds from 0 to 1000. It is: ',
    ],
    [
      "ROLL_OVER_AFTER_MS",
      "soon",
      'ROLL_OVER_AFTER_MS is "soon" and must be a whole number of milliseconds from ',
    ],
    ["TRACES_SAMPLE_RATIO", "all", 'TRACES_SAMPLE_RATIO is "all" and must be a number from 0 to 1. It is: '],
    ["RECOGNITION", "never", 'RECOGNITION is "never" and must be always or agent-connected. It is: '],
    ["AUTH_OPTION", "five9", 'AUTH_OPTION is "five9" and must be empty or Five9 or '],
    ["PUSH_KEYS_URL", "www", 'PUSH_KEYS_URL is "www" and must be an http or https URL. It is: '],
    [
      "CONVERSATION_PROFILE_NAME",
      "demo",
      'CONVERSATION_PROFILE_NAME is "demo" and must read projects/PROJECT/',
    ],
    ["REDIS_URL", "localhost:6379", "REDIS_URL must read redis://HOST:PORT, redis+sentinel://HOST"],
    ["JWT_SECRET", "short", "JWT_SECRET is too short: use at least 32 characters (make generate-trust-token"],
  ])("%s=%s", (name, value, sentence) => {
    const problems = problemsWith({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toStartWith(sentence);
  });

  test("quotes that would be part of the value are told, also of a secret, without it", () => {
    for (const [name, value] of [
      ["HTTP_PORT", "'8080'"],
      ["CONVERSATION_PROFILE_NAME", '"projects/p/locations/global/conversationProfiles/x"'],
      ["FIVE9_TRUST_TOKEN", `"${"t".repeat(40)}"`],
    ] as const)
      expect(problemsWith({ [name]: value })).toEqual([
        `${name} has quotes around its value, which would be part of it. Leave them out.`,
      ]);
  });

  test("ends of lines of another system are no part of a value", () => {
    expect(readConfig({ ...TEST_ENVIRONMENT, HTTP_PORT: "0\r", LISTEN_HOST: "127.0.0.1\r" })).toMatchObject({
      HTTP_PORT: 0,
      LISTEN_HOST: "127.0.0.1",
    });
  });

  test("an IPv6 address to listen on may be in brackets", () => {
    for (const LISTEN_HOST of ["::1", "[::1]"])
      expect(readConfig({ ...TEST_ENVIRONMENT, LISTEN_HOST }).LISTEN_HOST).toBe("::1");
  });

  test("a byte order mark before the first name is told by what it is", () => {
    const { PROJECT_ID, ...others } = TEST_ENVIRONMENT;
    for (const empty of [{}, { PROJECT_ID: "" }])
      expect(problemsOf({ ...others, ...empty, "\uFEFFPROJECT_ID": PROJECT_ID })[1]).toBe(
        "The file with PROJECT_ID begins with an invisible mark, so that line has no effect. Save it as UTF-8 without a byte order mark.",
      );
  });

  test("a profile of another project, and one port for two servers", () => {
    expect(problemsWith({ PROJECT_ID: "another" })).toEqual([
      `CONVERSATION_PROFILE_NAME belongs to project ${TEST_ENVIRONMENT.PROJECT_ID}, but PROJECT_ID is another. Make them the same.`,
    ]);
    expect(problemsWith({ HTTP_PORT: "8080", GRPC_PORT: "8080" })).toEqual([
      "GRPC_PORT and HTTP_PORT are both 8080. Give each its own port.",
    ]);
  });

  test("a needed setting under a name with a mistake is told as both", () => {
    const { PROJECT_ID, ...others } = TEST_ENVIRONMENT;
    const problems = problemsOf({ ...others, PROJET_ID: PROJECT_ID });
    expect(problems[0]).toStartWith("PROJECT_ID is not set. It is needed: ");
    expect(problems[1]).toBe("PROJET_ID is not a setting and has no effect. Write PROJECT_ID.");
  });

  test("no value of any setting makes a sentence of the library, and no secret is shown", () => {
    const wrong = "-1 wr0ng value";
    for (const name of Object.keys(SETTING_TABLE) as SettingName[]) {
      const all = problemsWith({ [name]: wrong })
        .filter((problem) => problem.startsWith(`${name} `))
        .join();
      expect(all).not.toMatch(/Invalid|expected|received|Too big|Too small|NaN/);
      if (isHidden(SETTING_TABLE[name].schema)) expect(all).not.toContain(wrong);
    }
    const secrets = Object.keys(SETTING_TABLE).filter((name) =>
      /(TOKENS?|SECRET|_KEY|PASSWORD|HEADERS)$/.test(name),
    );
    expect(secrets.length).toBeGreaterThan(10);
    const shown = secrets.filter((name) => !isHidden(SETTING_TABLE[name as SettingName].schema));
    // Names of headers.
    expect(shown).toEqual(["FIVE9_KEY_HEADERS"]);
  });
});

describe("what the settings name", () => {
  const storage = (location: { dataDirectory: string } | { redisUrl: string }) =>
    openStorage(location, { logger: createLogger("silent"), clock: systemClock, timeoutMs: 20_000 });

  test("a port that is taken, for both kinds of servers", async () => {
    const sentence = (setting: string) =>
      `${setting} ${takenPort} is taken by another program. End that one, or set ${setting} to another port`;
    const place = { host: "127.0.0.1", port: takenPort };
    const http = (): unknown =>
      Bun.serve({ hostname: place.host, port: place.port, fetch: () => new Response() });
    expect(() => {
      try {
        http();
      } catch (caught) {
        throw listenFailure(caught, { setting: "HTTP_PORT", ...place });
      }
    }).toThrow(sentence("HTTP_PORT"));
    // As gRPC's server says it.
    const grpc = new Error(
      "No address added out of total 1 resolved errors: [listen EADDRINUSE: address in use]",
    );
    expect(listenFailure(grpc, { setting: "GRPC_PORT", ...place }).message).toBe(sentence("GRPC_PORT"));
  });

  test.each(["203.0.113.7", "fe80::1", "nowhere.invalid"])(
    "a host that is none of this machine: %s",
    (host) => {
      const sentence = `LISTEN_HOST ${host} is no address of this machine. Set it to 0.0.0.0 for all of its addresses, or to one of them`;
      expect(() => {
        try {
          Bun.serve({ hostname: host, port: 0, fetch: () => new Response() });
        } catch (caught) {
          throw listenFailure(caught, { setting: "HTTP_PORT", host, port: 0 });
        }
      }).toThrow(sentence);
      // As gRPC's server says it.
      const grpc = new Error(`Name resolution failed for target dns:${host}:0`);
      expect(listenFailure(grpc, { setting: "GRPC_PORT", host, port: 0 }).message).toBe(sentence);
    },
  );

  test("a data directory that is in use, and one that is a file", async () => {
    const held = await storage({ dataDirectory: join(directory, "held") });
    expect(await told(storage({ dataDirectory: join(directory, "held") }))).toBe(
      `the data directory is in use by process ${process.pid}; stop that process, or set DATA_DIRECTORY to another folder`,
    );
    await held.close();
    await writeFile(join(directory, "file"), "");
    expect(await told(storage({ dataDirectory: join(directory, "file/below") }))).toContain(
      "cannot be written: it is not a directory. Let this user write there",
    );
    expect(await told(storage({ dataDirectory: join(directory, "file") }))).toBe(
      `the data directory ${join(directory, "file")} cannot be written: it is not a directory. Let this user write there, or set DATA_DIRECTORY to another folder`,
    );
  });

  test("a Redis that does not answer, without its password", async () => {
    const closed = await listenAnywhere();
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    expect(await told(storage({ redisUrl: `redis://:pa55word@127.0.0.1:${port}` }))).toBe(
      `Redis at 127.0.0.1:${port} does not answer (ECONNREFUSED). Start it, or correct REDIS_URL, or leave REDIS_URL empty to keep records in DATA_DIRECTORY`,
    );
  });

  test("files of the audio endpoint's TLS: absent, not a certificate, of another pair", async () => {
    const absent = join(directory, "absent.pem");
    const tls = (certFile: string, keyFile: string) =>
      told(readTls({ GRPC_TLS_CERT_FILE: certFile, GRPC_TLS_KEY_FILE: keyFile }));
    expect(await tls(absent, absent)).toBe(
      `GRPC_TLS_CERT_FILE ${absent} cannot be read (ENOENT). Name a PEM file that this user may read`,
    );
    const text = join(directory, "text.pem");
    await writeFile(text, "not a certificate");
    expect(await tls(text, text)).toBe(`GRPC_TLS_CERT_FILE ${text} holds no certificate in PEM form`);
    const [one, other] = [await writePair("one"), await writePair("other")];
    expect(await tls(one.cert, one.key)).toBe("started");
    expect(await tls(one.cert, other.key)).toBe(
      `GRPC_TLS_KEY_FILE ${other.key} is not the key of the certificate in GRPC_TLS_CERT_FILE`,
    );
  });

  async function writePair(name: string): Promise<{ cert: string; key: string }> {
    const { cert, key } = makeSelfSignedCertificate();
    const paths = { cert: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
    await Promise.all([writeFile(paths.cert, cert), writeFile(paths.key, key)]);
    return paths;
  }
});

const NO_SIMULATORS = {
  ...{ DIALOGFLOW_ENDPOINT: undefined, PUBSUB_EMULATOR_HOST: undefined },
  PUBSUB_DELIVERY: "pull",
} as const;

/** The whole program on a terminal, with this environment. */
async function startOnTerminal(environment: Record<string, string>) {
  const shown: Buffer[] = [];
  const child = Bun.spawn([process.execPath, "--no-env-file", MAIN], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: directory,
      NO_COLOR: "1",
      ...TEST_ENVIRONMENT,
      ...environment,
    },
    terminal: { cols: 200, rows: 50, data: (_, bytes) => void shown.push(Buffer.from(bytes)) },
  });
  const code = await child.exited;
  return { code, text: Buffer.concat(shown).toString() };
}

describe("the program", () => {
  test("on a terminal says in one line that credentials' file is not there", async () => {
    const keyFile = join(directory, "key.json");
    const { code, text } = await startOnTerminal({
      GOOGLE_APPLICATION_CREDENTIALS: keyFile,
      LOG_LEVEL: "warn",
    });
    expect(code).toBe(1);
    const lines = text.trim().split(/\r?\n/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(
      `fatal could not start: GOOGLE_APPLICATION_CREDENTIALS is ${keyFile}, but there is no such file. Name the service account's key file, or unset it to use other credentials of this machine`,
    );
  });

  test("and elsewhere as one JSON object", async () => {
    const child = Bun.spawn([process.execPath, "--no-env-file", MAIN], {
      env: {
        PATH: process.env.PATH ?? "",
        ...TEST_ENVIRONMENT,
        LOG_LEVEL: "warn",
        GOOGLE_APPLICATION_CREDENTIALS: "/",
      },
      stdout: "pipe",
    });
    const line = JSON.parse(await new Response(child.stdout).text()) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 60, code: "CONFIG_INVALID", msg: "could not start" });
    expect(String(line.reason)).toStartWith("GOOGLE_APPLICATION_CREDENTIALS is /, but ");
    expect(line.err).toBeUndefined();
  });

  test.each([
    ["an empty file", ""],
    ["half of a key", '{"type":"service_account","client_email":"x@y"'],
    ["another JSON", "{}"],
    [
      "a key that was cut",
      '{"type":"service_account","client_email":"x@y.example","private_key":"-----BEGIN PRIVATE KEY-----\\nMIIE"}',
    ],
  ])("credentials in %s are told without what is in it", async (name, content) => {
    const keyFile = join(directory, `${name.replaceAll(" ", "-")}.json`);
    await writeFile(keyFile, content);
    const before = process.env.GOOGLE_APPLICATION_CREDENTIALS;
    process.env.GOOGLE_APPLICATION_CREDENTIALS = keyFile;
    const message = await told(requireCredentials({ ...NO_SIMULATORS }, keyFile));
    if (before === undefined) delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
    else process.env.GOOGLE_APPLICATION_CREDENTIALS = before;
    expect(message).toBe(
      `GOOGLE_APPLICATION_CREDENTIALS is ${keyFile}, but it cannot be read as a key file (JSON with a private key). Name the service account's key file, or unset it to use other credentials of this machine`,
    );
  });

  test("a start that is interrupted is no failed start", async () => {
    const asked = Promise.withResolvers<void>();
    // Takes a connection and says nothing, so that the start waits.
    const silent = createServer(() => asked.resolve()).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const address = `127.0.0.1:${(silent.address() as { port: number }).port}`;
    const child = Bun.spawn([process.execPath, "--no-env-file", MAIN], {
      env: {
        ...{ PATH: process.env.PATH ?? "", ...TEST_ENVIRONMENT, DIALOGFLOW_ENDPOINT: address },
        ...{ PUBSUB_EMULATOR_HOST: address, DATA_DIRECTORY: join(directory, "interrupted") },
        ...{ HTTP_PORT: "0", GRPC_PORT: "0", LISTEN_HOST: "127.0.0.1" },
      },
      stdout: "pipe",
    });
    const output = new Response(child.stdout).text();
    await asked.promise;
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(await output).not.toContain("could not start");
    silent.close();
  }, 120_000);

  test("simulators of both of Google's services need no credentials", async () => {
    const DIALOGFLOW_ENDPOINT = "127.0.0.1:1";
    const pulls = {
      DIALOGFLOW_ENDPOINT,
      PUBSUB_EMULATOR_HOST: "127.0.0.1:1",
      PUBSUB_DELIVERY: "pull",
    } as const;
    await requireCredentials(pulls, "/absent");
    // Events that are pushed come by themselves.
    const pushed = { DIALOGFLOW_ENDPOINT, PUBSUB_EMULATOR_HOST: undefined, PUBSUB_DELIVERY: "push" } as const;
    await requireCredentials(pushed, "/absent");
    await expect(requireCredentials({ ...pushed, PUBSUB_DELIVERY: "both" }, "/absent")).rejects.toThrow();
  });
});
