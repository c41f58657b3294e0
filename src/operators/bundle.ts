/** Incident bundles: everything about one call in one JSON file, made and read again. */
import type { z } from "zod";
import { SidetoneError } from "../base/errors.ts";
import { asObject } from "../base/json.ts";
import type { AuditEntry } from "../contract/access.ts";
import { type Bundle, bundleSchema } from "../contract/bundle.ts";
import type { CallDetail, Masked, Revealed } from "../contract/call-detail.ts";
import { BUNDLE_FORMAT, bundleOfToday } from "../contract/former-versions.ts";

export interface BundleParts {
  madeAtMs: number;
  /** The operator's name. */
  madeBy: string;
  detail: CallDetail;
  masked: Masked;
  /** Null if the operator has no right to the words or did not ask for them. */
  revealed: Revealed | null;
  /** Failed jobs about this call. */
  jobs: Record<string, unknown>[];
  audit: AuditEntry[];
}

/** Far more than 5,000 lines and a day's transcript take. */
export const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;
const MAX_NAMED_FAULTS = 5;

export function makeBundle(parts: BundleParts): Bundle {
  return { format: BUNDLE_FORMAT, ...parts };
}

/** Throws PROTOCOL_VIOLATION, naming what is wrong, for a text that is not a bundle of this format; LIMIT_EXCEEDED above the bound. */
export function readBundle(text: string): Bundle {
  if (Buffer.byteLength(text) > MAX_BUNDLE_BYTES) {
    throw new SidetoneError("LIMIT_EXCEEDED", "the bundle is larger than 64 MB");
  }
  const value = bundleOfToday(parse(text));
  const format = asObject(value)?.format;
  if (format !== BUNDLE_FORMAT) {
    const found = format === undefined ? "it has no format" : `its format is ${JSON.stringify(format)}`;
    throw new SidetoneError("PROTOCOL_VIOLATION", `not a bundle of format "${BUNDLE_FORMAT}": ${found}`);
  }
  const read = bundleSchema.safeParse(value);
  if (read.success) return read.data;
  throw new SidetoneError("PROTOCOL_VIOLATION", `the bundle is damaged: ${faultsOf(read.error)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (caught) {
    throw new SidetoneError("PROTOCOL_VIOLATION", "not a bundle: the file is not JSON", { cause: caught });
  }
}

function faultsOf(error: z.ZodError): string {
  const faults = error.issues
    .slice(0, MAX_NAMED_FAULTS)
    .map(({ path, message }) => `${path.join(".") || "the bundle"}: ${message}`);
  const more = error.issues.length - faults.length;
  return `${faults.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
