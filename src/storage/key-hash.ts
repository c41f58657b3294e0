/** Names of keys that may hold a call id or a number: their SHA-256, so that a listing of keys reveals nothing. */
import { createHash } from "node:crypto";

/** 64 hexadecimal digits. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}
