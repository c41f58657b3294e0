/** A real nginx in front of a server on this machine, where it is installed. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";

export const NGINX = Bun.which("nginx", { PATH: `${process.env.PATH}:/usr/sbin` });
/** Says why tests are skipped. */
export const NO_NGINX = "No nginx here, so its tests are skipped: apt-get install nginx-light";

export interface Nginx {
  /** Origin, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

export interface NginxOptions {
  /** Address of the server behind it, host:port. */
  upstream: string;
  /** How long nginx keeps an idle connection to the server. */
  keepaliveS?: number;
  /** Location blocks; they pass to http://sidetone. Default: everything, unchanged. */
  locations?: string;
}

/** Passes on who was asked, and upgrades of WebSockets. */
const HEADERS = `proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_for_upstream;`;

export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-nginx-"));
  const port = await freePort();
  await writeFile(join(folder, "nginx.conf"), configOf(options, folder, port));
  const child = Bun.spawn([NGINX ?? "nginx", "-p", folder, "-c", "nginx.conf"], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.kill();
    await child.exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await eventually(async () => expectAnswer(await fetch(`${url}/nginx-is-there`)));
  } catch (caught) {
    await close();
    throw caught;
  }
  return { url, close };
}

function expectAnswer({ status }: Response): void {
  if (status !== 204) throw new Error(`nginx answered ${status}`);
}

function configOf(
  { upstream, keepaliveS = 60, locations }: NginxOptions,
  folder: string,
  port: number,
): string {
  return `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_for_upstream { default upgrade; "" ""; }
  upstream sidetone { server ${upstream}; keepalive 8; keepalive_timeout ${keepaliveS}s; }
  server {
    listen 127.0.0.1:${port};
    location = /nginx-is-there { return 204; }
    ${HEADERS}
    ${locations ?? "location / { proxy_pass http://sidetone; }"}
  }
}
`;
}
