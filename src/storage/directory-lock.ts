/** One process per data directory: a lock file that names its owner, taken over when that owner is gone. */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { SidetoneError } from "../base/errors.ts";
import { asObject } from "../base/json.ts";

const LOCK_FILE = "sidetone.lock";
const PROBE_TIMEOUT_MS = 1_000;
const MAX_TAKEOVERS = 3;

interface Owner {
  pid: number;
  /** Start of the process in kernel ticks; tells a reused process id apart. Null if the system does not say. */
  startTicks: string | null;
  /** The owner's database socket: seen also from another container, where process ids mean nothing. */
  socketPath: string;
}

/** Directories this process holds. */
const held = new Set<string>();

/** Takes the directory or throws CONFLICT naming the process that has it. The result gives it back, once. */
export async function lockDirectory(directory: string, socketPath: string): Promise<() => void> {
  const lockPath = join(directory, LOCK_FILE);
  if (held.has(lockPath)) throw conflict(process.pid);
  const draftPath = `${lockPath}.${randomUUID()}`;
  const owner: Owner = { pid: process.pid, startTicks: startTicksOf(process.pid), socketPath };
  writeFileSync(draftPath, JSON.stringify(owner), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt <= MAX_TAKEOVERS; attempt += 1) {
      if (tryLink(draftPath, lockPath)) {
        held.add(lockPath);
        return () => {
          if (held.delete(lockPath)) removeLock(lockPath);
        };
      }
      await removeIfStale(lockPath);
    }
    throw new SidetoneError(
      "CONFLICT",
      `the lock ${lockPath} keeps coming back; another process is starting`,
    );
  } finally {
    unlinkSync(draftPath);
  }
}

/** On a disk that cannot be written any more it stays, names a process that is gone, and the next start takes it over. */
function removeLock(lockPath: string): void {
  try {
    unlinkSync(lockPath);
  } catch (error) {
    if (!["EROFS", "EIO", "ENOENT", "EACCES"].includes(String(codeOf(error)))) throw error;
  }
}

function tryLink(draftPath: string, lockPath: string): boolean {
  try {
    linkSync(draftPath, lockPath);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function removeIfStale(lockPath: string): Promise<void> {
  const text = readIfThere(lockPath);
  if (text === null) return;
  const owner = parseOwner(text);
  if (owner !== null && (isAlive(owner) || (await accepts(owner.socketPath)))) throw conflict(owner.pid);
  // Renaming is atomic: of two processes that found the same stale lock only one moves it away.
  const asidePath = `${lockPath}.stale.${randomUUID()}`;
  try {
    renameSync(lockPath, asidePath);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  // The moved file may be a fresh lock, made between the look and the move: it is moved back.
  if (readIfThere(asidePath) !== text) tryLink(asidePath, lockPath);
  unlinkSync(asidePath);
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if (codeOf(error) !== "EPERM") return false;
  }
  const startTicks = startTicksOf(owner.pid);
  if (owner.startTicks === null || startTicks === null) return owner.pid !== process.pid;
  return owner.startTicks === startTicks;
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const answer = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, () => answer(true));
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
}

/** Field 22 of /proc/<pid>/stat, counted after the name in brackets, which may hold spaces. */
function startTicksOf(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH") return null;
    throw error;
  }
}

/** Null for anything but a lock: a file cut short by a full disk must not lock the directory for ever. */
function parseOwner(text: string): Owner | null {
  try {
    const { pid, startTicks, socketPath } = asObject(JSON.parse(text)) ?? {};
    if (typeof pid !== "number" || typeof socketPath !== "string") return null;
    return { pid, startTicks: typeof startTicks === "string" ? startTicks : null, socketPath };
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function conflict(pid: number): SidetoneError {
  return new SidetoneError(
    "CONFLICT",
    `the data directory is in use by process ${pid}; stop that process, or set DATA_DIRECTORY to another folder`,
  );
}
