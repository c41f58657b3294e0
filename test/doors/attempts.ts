/** The six ways to come to a door without the right key, and how a key is shown. */

/** What a row of the matrix has to answer for. */
export const ATTEMPTS = [
  "no secret",
  "wrong",
  "another's",
  "expired",
  "wrong algorithm",
  "wrong place",
] as const;
export type Attempt = (typeof ATTEMPTS)[number];

/** What is added to a request. */
export interface Shown {
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Fields that join the body, where it is JSON. */
  body?: Record<string, unknown>;
  /** The refusal this one gets, where it differs from the row's. */
  refusal?: number;
  /** A valid token of another call: what it gets depends on the path, not on the token. */
  isOfAnotherCall?: boolean;
}

/** How a kind of key is shown rightly and wrongly. A sentence in place of attempts says why there are none. */
export interface Scheme {
  right: Shown;
  attempts: Record<Exclude<Attempt, "no secret">, Shown[] | string>;
}

export const bearer = (token: string): Shown => ({ headers: { authorization: `Bearer ${token}` } });

/** What does not fit but looks like it: random, cut, lengthened, with another last character, twice. */
export function nearly(secret: string): string[] {
  const last = secret.endsWith("0") ? "1" : "0";
  const strange = "f".repeat(secret.length);
  return [strange, secret.slice(0, -1), `${secret}0`, secret.slice(0, -1) + last, `${secret},${secret}`];
}

/** The token with its header and signature put in the place of others: "none", and HMAC where a public key is the secret. */
export function withAlgorithm(token: string, algorithm: "none" | "HS256" | "HS512", secret = ""): string {
  const [header = "", payload = ""] = token.split(".");
  const fields = JSON.parse(Buffer.from(header, "base64url").toString("utf8")) as object;
  const head = Buffer.from(JSON.stringify({ ...fields, alg: algorithm })).toString("base64url");
  if (algorithm === "none") return `${head}.${payload}.`;
  const hash = new Bun.CryptoHasher(algorithm === "HS256" ? "sha256" : "sha512", secret);
  return `${head}.${payload}.${hash.update(`${head}.${payload}`).digest("base64url")}`;
}
