/** The operators with tokens, and the owner of a token. */
import { secretCheck } from "../base/secret.ts";
import type { Role } from "../contract/access.ts";
import type { OperatorTokenSetting } from "../settings/operators.ts";
import type { Signer } from "./signing.ts";

export interface Operator {
  name: string;
  roles: readonly Role[];
  /** Tells this token from a later one of the same name, without telling the token. */
  fingerprint: string;
}

export interface OperatorTokens {
  /** The operator whose token this is. Compares with every token, in constant time. */
  ofToken(token: string): Operator | null;
  named(name: string): Operator | null;
}

const FINGERPRINT_CHARACTERS = 16;

export function createOperatorTokens(
  settings: readonly OperatorTokenSetting[],
  signer: Signer,
): OperatorTokens {
  const entries = settings.map(({ name, roles, token }) => {
    const fingerprint = signer.sign(`token ${token}`).slice(0, FINGERPRINT_CHARACTERS);
    const operator: Operator = { name, roles, fingerprint };
    return { operator, check: secretCheck(token) };
  });
  return {
    ofToken(token) {
      let found: Operator | null = null;
      for (const { operator, check } of entries) if (check(token)) found = operator;
      return found;
    },
    named: (name) => entries.find(({ operator }) => operator.name === name)?.operator ?? null,
  };
}
