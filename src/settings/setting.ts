/** The building blocks of a table of settings. */
import { z } from "zod";

export interface Setting<T extends z.ZodType> {
  schema: T;
  /** Text used when the variable is unset or empty; null if the operator has to choose. */
  default: string | null;
  description: string;
  /** A caller that shows this secret may bring calls. */
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

/** What it was given is never shown: it is a secret, or may hold one. */
export const hidden = <T extends z.ZodType>(schema: T): T => schema.meta({ isHidden: true });

export const isHidden = (schema: z.ZodType): boolean => schema.meta()?.isHidden === true;

/** A number that is not whole, or not between the bounds, is told with both of them. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER, unit = "") {
  const end = most === Number.MAX_SAFE_INTEGER ? ` of ${least} or more` : ` from ${least} to ${most}`;
  const remedy = `must be a whole number${unit}${end}`;
  return z.coerce.number<string>(remedy).int(remedy).min(least, remedy).max(most, remedy);
}

export function numberBetween(least: number, most: number) {
  const remedy = `must be a number from ${least} to ${most}`;
  return z.coerce.number<string>(remedy).min(least, remedy).max(most, remedy);
}

/** A duration setting in whole milliseconds. */
export const durationMs = (minMs: number, maxMs: number) => wholeNumber(minMs, maxMs, " of milliseconds");

export const port = wholeNumber(0, 65_535);

/** One of a few words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `must be ${words.map((word) => (word === "" ? "empty" : word)).join(" or ")}`);

export const filledText = z.string().min(1, "must not be empty");

/** An IPv6 address may be in brackets, as it is before a port. */
export const listenHost = filledText.transform((text) => text.replace(/^\[(.*)\]$/, "$1"));

export const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

export const secret = (minLength: number) =>
  hidden(
    z
      .string()
      .min(
        minLength,
        `is too short: use at least ${minLength} characters (make generate-trust-token prints some)`,
      ),
  );

/** A secret without which its door stays shut. */
export const optionalSecret = (minLength: number) =>
  hidden(
    z
      .string()
      .refine(
        (text) => text === "" || text.length >= minLength,
        `is too short: use at least ${minLength} characters (make generate-trust-token prints some)`,
      )
      .transform((text) => (text === "" ? undefined : text)),
  );

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
export const optionalToken = hidden(
  optionalMatch(/^\S{16,}$/, "is too short: use at least 16 characters without spaces"),
);
