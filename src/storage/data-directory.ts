/** The data directory of one process: created if absent, locked, with the paths of its files. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SidetoneError } from "../base/errors.ts";
import { lockDirectory } from "./directory-lock.ts";

/** Keeps nothing: records and jobs are gone with the process. */
const MEMORY = "memory";

/** node-postgres makes the socket's name from the port when its host is a directory. */
export const DATABASE_PORT = 5432;
const SOCKET_FILE = `.s.PGSQL.${DATABASE_PORT}`;
/** sun_path holds 108 bytes on Linux and 104 on macOS. */
const MAX_SOCKET_PATH_BYTES = 100;

export interface DataDirectory {
  /** Null in memory. */
  directory: string | null;
  /** SQLite's file. */
  recordsPath: string;
  /** PGlite's directory. */
  databasePath: string;
  socketDirectory: string;
  socketPath: string;
  /** Gives the lock back and removes what lies outside the directory. Once. */
  release(): void;
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "it is not a directory",
  ENOTDIR: "it is not a directory",
  ENOENT: "it cannot be made (ENOENT)",
  EACCES: "this user may not (EACCES)",
  EPERM: "this user may not (EPERM)",
  EROFS: "its disk is read-only (EROFS)",
  ENOSPC: "its disk is full (ENOSPC)",
};

/** Rejects with CONFLICT if another process has it, STORAGE_FAILED if it cannot be written. */
export async function claimDataDirectory(dataDirectory: string): Promise<DataDirectory> {
  if (dataDirectory === MEMORY) {
    return { directory: null, recordsPath: ":memory:", databasePath: "memory://", ...socketElsewhere() };
  }
  const directory = resolve(dataDirectory);
  try {
    return await claim(directory);
  } catch (error) {
    if (error instanceof SidetoneError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const reason = REASONS[code] ?? code;
    const remedy = "Let this user write there, or set DATA_DIRECTORY to another folder";
    const message = `the data directory ${directory} cannot be written: ${reason}. ${remedy}`;
    throw new SidetoneError("STORAGE_FAILED", message, { cause: error });
  }
}

async function claim(directory: string): Promise<DataDirectory> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const near = join(directory, SOCKET_FILE);
  const socket =
    Buffer.byteLength(near) <= MAX_SOCKET_PATH_BYTES
      ? { socketDirectory: directory, socketPath: near, release: () => {} }
      : socketElsewhere();
  try {
    const unlock = await lockDirectory(directory, socket.socketPath);
    return {
      directory,
      recordsPath: join(directory, "records.sqlite"),
      databasePath: join(directory, "postgres"),
      ...socket,
      release() {
        unlock();
        socket.release();
      },
    };
  } catch (error) {
    socket.release();
    throw error;
  }
}

function socketElsewhere(): Pick<DataDirectory, "socketDirectory" | "socketPath" | "release"> {
  const socketDirectory = mkdtempSync(join(tmpdir(), "sidetone-"));
  return {
    socketDirectory,
    socketPath: join(socketDirectory, SOCKET_FILE),
    release: () => rmSync(socketDirectory, { recursive: true, force: true }),
  };
}
