/** A configuration of this folder with the real program, in front of one instance or many. */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLines } from "../../simulators/stage/read-lines.ts";
import { eventually } from "../../test/support/eventually.ts";
import { freePort } from "../../test/support/free-port.ts";
import { makeSelfSignedCertificate } from "../../test/support/self-signed-certificate.ts";

export type ProxyName = "nginx" | "haproxy" | "envoy";

const FILES: Readonly<Record<ProxyName, string>> = {
  nginx: "nginx.conf",
  haproxy: "haproxy.cfg",
  envoy: "envoy.yaml",
};

const SBIN = { PATH: `${process.env.PATH}:/usr/sbin` };
export const programOf = (name: ProxyName) => Bun.which(name, SBIN);

/** The first that is installed, null if none is. */
export const anyProxy = (): ProxyName | null => (["nginx", "haproxy"] as const).find(programOf) ?? null;

const KEPT_LINES = 50;

export interface RunningProxy {
  /** host:port of the audio endpoint. */
  audio: string;
  /** https://host:port of everything else; http where it has no TLS. */
  web: string;
  /** PEM text of the authority to trust. */
  authority: string;
  close(): Promise<void>;
}

interface Upstream {
  grpcPort: number;
  httpPort: number;
}

export interface ProxyOptions {
  name: ProxyName;
  /** Absent: what is installed under the name. */
  program?: string;
  /** Instances that take audio. */
  audio: readonly Upstream[];
  /** Instances that take everything else. */
  web: readonly Upstream[];
  /** Without it both ports are plain, for a try on one machine. Default true. */
  hasTls?: boolean;
  /** Absent: any free ones. */
  ports?: { audio: number; web: number };
  /** See SidetoneProcessOptions. */
  ownGroup?: boolean;
}

export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { name, hasTls = true } = options;
  const folder = await mkdtemp(join(tmpdir(), `sidetone-${name}-`));
  const { cert, key } = makeSelfSignedCertificate();
  await Promise.all([
    Bun.write(join(folder, "fullchain.pem"), cert),
    Bun.write(join(folder, "key.pem"), key),
    Bun.write(join(folder, "both.pem"), cert + key),
  ]);
  const ports = options.ports ?? { audio: await freePort(), web: await freePort() };
  const file = FILES[name];
  const given = (await Bun.file(join(import.meta.dir, file)).text())
    .replaceAll("/etc/ssl/sidetone", folder)
    // A test's machine may allow fewer files.
    .replace("maxconn 20000", "maxconn 1000");
  const text = withPorts(withInstances(hasTls ? given : withoutTls(given), options), ports);
  const path = join(folder, file);
  await Bun.write(path, name === "nginx" ? inFolder(text, folder) : text);
  const child = Bun.spawn([options.program ?? programOf(name) ?? name, ...argumentsOf(name, folder, path)], {
    detached: options.ownGroup ?? false,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const said: string[] = [];
  // Read to its end: a full pipe would stop the program.
  void readLines(child.stderr, (line) => said.push(line) > KEPT_LINES && said.shift());
  const killWithUs = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", killWithUs);
  const close = async () => {
    child.kill();
    await child.exited;
    process.off("exit", killWithUs);
    await rm(folder, { recursive: true, force: true });
  };
  const web = `${hasTls ? "https" : "http"}://localhost:${ports.web}`;
  try {
    await eventually(async () => {
      const { status } = await fetch(`${web}/readyz`, { tls: { ca: cert } });
      if (status !== 200) throw new Error(`${name} answered ${status}`);
    });
  } catch (caught) {
    await close();
    throw new Error(`${name}: ${said.join("\n")}`, { cause: caught });
  }
  return { audio: `localhost:${ports.audio}`, web, authority: cert, close };
}

function argumentsOf(name: ProxyName, folder: string, path: string): string[] {
  if (name === "nginx") return ["-p", folder, "-c", path, "-e", "stderr"];
  if (name === "haproxy") return ["-f", path];
  // Without a shared memory of its own, so that several run on one machine.
  return ["-c", path, "--disable-hot-restart", "--concurrency", "1", "--log-level", "warning"];
}

function withPorts(text: string, { audio, web }: { audio: number; web: number }): string {
  return text
    .replace(/(listen |bind :|port_value: )8443/, (_, before: string) => `${before}${audio}`)
    .replace(/(listen |bind :|port_value: )9443/, (_, before: string) => `${before}${web}`);
}

/** A line or directive of a server becomes one for each instance. */
function withInstances(text: string, { audio, web }: Pick<ProxyOptions, "audio" | "web">): string {
  const each = (line: string, instances: readonly Upstream[]) =>
    instances
      .map(({ grpcPort, httpPort }, index) =>
        line
          .replace("127.0.0.1:50051", `127.0.0.1:${grpcPort}`)
          .replaceAll(/(port |port_value: )8080/g, `$1${httpPort}`)
          .replace("port_value: 50051", `port_value: ${grpcPort}`)
          .replace("127.0.0.1:8080", `127.0.0.1:${httpPort}`)
          .replaceAll(/\bone\b/g, `instance${index}`),
      )
      .join("\n");
  return text
    .replace(/^ *server one 127\.0\.0\.1:50051.*$/m, (line) => each(line, audio))
    .replace(/^ *server one 127\.0\.0\.1:8080.*$/m, (line) => each(line, web))
    .replace(/^ *- endpoint:\n.*50051.*\n.*8080.*$/m, (lines) => each(lines, audio))
    .replace(/^ *- endpoint: .*8080.*$/m, (line) => each(line, web))
    .replaceAll(/^ *server 127\.0\.0\.1:50051 .*;$/gm, (line) => each(line, audio))
    .replace(/^ *server 127\.0\.0\.1:8080 .*;$/m, (line) => each(line, web));
}

/** The audio port speaks plain HTTP/2 then, and the other one plain HTTP/1.1. */
export function withoutTls(text: string): string {
  return text
    .replace(/^ *ssl_.*$/gm, "")
    .replace("8443 ssl http2", "8443 http2")
    .replace("9443 ssl http2", "9443")
    .replace(/(:8443) ssl .*$/m, "$1 proto h2")
    .replace(/(:9443) ssl .*$/m, "$1")
    .replace("X-Forwarded-Proto https", "X-Forwarded-Proto http")
    .replace(" httponly secure", " httponly");
}

/** What only a test needs: no other user, and every file in the folder. */
function inFolder(text: string, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `daemon off;\nmaster_process off;\npid ${folder}/pid;\n${text.replace("worker_processes auto;", "")}`.replace(
    "http {",
    `http {\n  ${temporary.join("\n  ")}`,
  );
}
