/**
 * Prints a random secret: 256 bits as 64 hex characters, fit for FIVE9_TRUST_TOKEN and Sidetone's other secrets.
 *
 *   bun scripts/generate-trust-token.ts              one secret and nothing else
 *   bun scripts/generate-trust-token.ts --settings   a line for .env for each secret that you choose yourself
 */
import { randomBytes } from "node:crypto";

/** FIVE9_API_KEY is not among them: Five9 makes that one. */
const OUR_SECRETS = ["FIVE9_TRUST_TOKEN", "JWT_SECRET", "PANEL_LAUNCH_KEY", "OPERATOR_TOKEN"];
const SECRET_BYTES = 32;

const newSecret = (): string => randomBytes(SECRET_BYTES).toString("hex");

const [option, ...rest] = process.argv.slice(2);
if (option === undefined) {
  console.log(newSecret());
} else if (option === "--settings" && rest.length === 0) {
  for (const name of OUR_SECRETS) console.log(`${name}=${newSecret()}`);
} else {
  console.error("Usage: generate-trust-token.ts [--settings]");
  process.exitCode = option === "--help" ? 0 : 2;
}
