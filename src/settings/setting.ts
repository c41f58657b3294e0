/** The building blocks of a table of settings. */
import { z } from "zod";

export interface Setting<T extends z.ZodType> {
  schema: T;
  /** Text used when the variable is unset or empty; null if the operator has to choose. */
  default: string | null;
  description: string;
  /** Whoever shows this secret brings calls. */
  opensSource?: true;
}

export function setting<T extends z.ZodType>(
  schema: T,
  fallback: string | null,
  description: string,
): Setting<T> {
  return { schema, default: fallback, description };
}

/** Marks a secret whose holders bring calls: without any such secret a process has nothing to do. */
export function sourceSecret<T extends z.ZodType>(row: Setting<T>): Setting<T> {
  return { ...row, opensSource: true };
}

/** A duration setting in whole milliseconds. */
export const durationMs = (minMs: number, maxMs: number) => z.coerce.number().int().min(minMs).max(maxMs);

export const port = z.coerce.number().int().min(0).max(65535);

export const secret = (minLength: number) =>
  z
    .string()
    .min(
      minLength,
      `is too short: use at least ${minLength} characters (make generate-trust-token prints some)`,
    );

/** A secret without which its door stays shut. */
export const optionalSecret = (minLength: number) =>
  z
    .string()
    .refine(
      (text) => text === "" || text.length >= minLength,
      `is too short: use at least ${minLength} characters (make generate-trust-token prints some)`,
    )
    .transform((text) => (text === "" ? undefined : text));

/** Comma separated. */
export const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);

export const optionalText = z.string().transform((text) => (text === "" ? undefined : text));

/** Either nothing or a text the pattern fits. */
export const optionalMatch = (pattern: RegExp, remedy: string) =>
  z
    .string()
    .refine((text) => text === "" || pattern.test(text), remedy)
    .transform((text) => (text === "" ? undefined : text));

/** A shared secret in a header, without which its door stays shut. */
export const optionalToken = optionalMatch(
  /^\S{16,}$/,
  "is too short: use at least 16 characters without spaces",
);
