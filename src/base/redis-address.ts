/** Reads REDIS_URL: where Redis is, in which form, and who may use it. */
import { SidetoneError } from "./errors.ts";

export interface RedisHost {
  host: string;
  port: number;
}

interface Access {
  username: string;
  password: string;
  isTls: boolean;
  hosts: readonly RedisHost[];
}

export type RedisAddress =
  | { kind: "server"; url: string }
  | ({ kind: "cluster" } & Access)
  | ({
      kind: "sentinel";
      name: string;
      db: number;
      sentinelUsername: string;
      sentinelPassword: string;
    } & Access);

export const REDIS_URL_FORMS =
  "redis://HOST:PORT, redis+sentinel://HOST:PORT,HOST:PORT/MASTER or redis+cluster://HOST:PORT,HOST:PORT (rediss for TLS)";

const SERVER = /^rediss?:\/\/\S+$/;
const MANY = /^(rediss?)\+(sentinel|cluster):\/\/(?:([^@/\s]*)@)?([^@/?\s]+)(?:\/([^?\s]*))?(?:\?(\S*))?$/;
const HOST = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i;
const PORTS = { sentinel: 26_379, cluster: 6_379 } as const;
/** A name that Sentinels know, and a database. */
const MASTER = /^([\w.-]+)(?:\/(\d{1,3}))?$/;

export function isRedisUrl(text: string): boolean {
  return readAddress(text) !== null;
}

/** Throws CONFIG_INVALID; its message does not have the text, which may carry a password. */
export function readRedisAddress(text: string): RedisAddress {
  const address = readAddress(text);
  if (address === null) throw new SidetoneError("CONFIG_INVALID", `REDIS_URL must read ${REDIS_URL_FORMS}`);
  return address;
}

/** In a cluster keys that one command touches have to share a hash tag. */
export function isCluster(redisUrl: string): boolean {
  return /^rediss?\+cluster:/.test(redisUrl);
}

/** For people: without user and password. */
export function shownAddress(redisUrl: string): string {
  const address = readRedisAddress(redisUrl);
  if (address.kind === "server") {
    const { hostname, port } = new URL(address.url);
    return `Redis at ${hostname}:${port || 6379}`;
  }
  const hosts = address.hosts.map(({ host, port }) => `${host}:${port}`).join(", ");
  if (address.kind === "cluster") return `The Redis cluster at ${hosts}`;
  return `The Redis master ${address.name} of the Sentinels at ${hosts}`;
}

function readAddress(text: string): RedisAddress | null {
  if (SERVER.test(text)) return { kind: "server", url: text };
  const found = MANY.exec(text);
  if (found === null) return null;
  const [, scheme, kind, userInfo = "", hostList = "", path = "", query = ""] = found;
  if (kind !== "sentinel" && kind !== "cluster") return null;
  const hosts = hostList.split(",").map((one) => readHost(one, PORTS[kind]));
  if (!hosts.every((host) => host !== null)) return null;
  const user = readUser(userInfo);
  if (user === null) return null;
  const access = { ...user, isTls: scheme === "rediss", hosts };
  if (kind === "cluster") return path === "" && query === "" ? { kind, ...access } : null;
  const [, name, db = "0"] = MASTER.exec(path) ?? [];
  if (name === undefined) return null;
  const parameters = new URLSearchParams(query);
  return {
    ...{ kind, ...access, name, db: Number(db) },
    sentinelUsername: parameters.get("sentinelUsername") ?? "",
    sentinelPassword: parameters.get("sentinelPassword") ?? "",
  };
}

function readHost(text: string, defaultPort: number): RedisHost | null {
  const [, bracketed, plain, port] = HOST.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? null : { host, port: port === undefined ? defaultPort : Number(port) };
}

function readUser(userInfo: string): Pick<Access, "username" | "password"> | null {
  const colonAt = userInfo.indexOf(":");
  const [username, password] =
    colonAt === -1 ? [userInfo, ""] : [userInfo.slice(0, colonAt), userInfo.slice(colonAt + 1)];
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return null;
  }
}
