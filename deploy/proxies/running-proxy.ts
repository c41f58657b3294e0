/** A configuration of this folder with the real program, on free ports and with a certificate made for it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../test/support/eventually.ts";
import { freePort } from "../../test/support/free-port.ts";
import { makeSelfSignedCertificate } from "../../test/support/self-signed-certificate.ts";

export type ProxyName = "nginx" | "haproxy";

const SBIN = { PATH: `${process.env.PATH}:/usr/sbin` };
export const programOf = (name: ProxyName) => Bun.which(name, SBIN);

export interface RunningProxy {
  /** host:port of the audio endpoint. */
  audio: string;
  /** https://host:port of everything else. */
  web: string;
  /** PEM text of the authority to trust. */
  authority: string;
  close(): Promise<void>;
}

export async function startProxy(
  name: ProxyName,
  upstream: { grpcPort: number; httpPort: number },
): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), `sidetone-${name}-`));
  const { cert, key } = makeSelfSignedCertificate();
  await Promise.all([
    Bun.write(join(folder, "fullchain.pem"), cert),
    Bun.write(join(folder, "key.pem"), key),
    Bun.write(join(folder, "both.pem"), cert + key),
  ]);
  const [audioPort, webPort] = [await freePort(), await freePort()];
  const file = name === "nginx" ? "nginx.conf" : "haproxy.cfg";
  const given = await Bun.file(join(import.meta.dir, file)).text();
  const text = given
    .replaceAll("/etc/ssl/sidetone", folder)
    // A test's machine may allow fewer files.
    .replace("maxconn 20000", "maxconn 1000")
    .replaceAll("127.0.0.1:50051", `127.0.0.1:${upstream.grpcPort}`)
    .replaceAll("127.0.0.1:8080", `127.0.0.1:${upstream.httpPort}`)
    .replace(/(listen |bind :)8443/, (_, before: string) => `${before}${audioPort}`)
    .replace(/(listen |bind :)9443/, (_, before: string) => `${before}${webPort}`);
  const path = join(folder, file);
  await Bun.write(path, name === "nginx" ? inFolder(text, folder) : text);
  const args = name === "nginx" ? ["-p", folder, "-c", path, "-e", "stderr"] : ["-f", path];
  const child = Bun.spawn([programOf(name) ?? name, ...args], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const close = async () => {
    child.kill();
    await child.exited;
    await rm(folder, { recursive: true, force: true });
  };
  const web = `https://localhost:${webPort}`;
  try {
    await eventually(async () => {
      const { status } = await fetch(`${web}/readyz`, { tls: { ca: cert } });
      if (status !== 200) throw new Error(`${name} answered ${status}`);
    });
  } catch (caught) {
    await close();
    throw new Error(`${name}: ${await new Response(child.stderr).text()}`, { cause: caught });
  }
  return { audio: `localhost:${audioPort}`, web, authority: cert, close };
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
