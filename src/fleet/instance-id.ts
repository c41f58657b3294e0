/** Names of instances: new for each start of a process, with the machine's name for people who read logs. */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";

const MAX_NAME_CHARACTERS = 40;

/** The host's name where it fits into a key, and 48 random bits. */
export function newInstanceId(): string {
  const name = hostname()
    .replaceAll(/[^A-Za-z0-9.-]/g, "-")
    .slice(0, MAX_NAME_CHARACTERS);
  return `${name}-${randomBytes(6).toString("hex")}`;
}
