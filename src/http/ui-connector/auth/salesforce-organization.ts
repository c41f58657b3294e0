/** Who a Salesforce access token belongs to, and whether that is the configured organisation. */
import { secretCheck } from "../../../base/secret.ts";
import type { Identity } from "./identity.ts";
import { askIdentityService, type IdentityServiceOptions, textField } from "./identity-service.ts";

export interface SalesforceOptions extends IdentityServiceOptions {
  /** 15 or 18 characters. */
  organizationId: string;
}

/** An organisation id: 15 characters in which case counts, or those and three that make case superfluous. */
const SALESFORCE_ORGANIZATION_ID = /^00D[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?$/;

/** Looks the token up at the OpenID Connect userinfo endpoint; null for a bad token or another organisation. */
export async function askSalesforce(options: SalesforceOptions, token: string): Promise<Identity | null> {
  const reply = await askIdentityService(options, {
    method: "GET",
    path: "/services/oauth2/userinfo",
    headers: { authorization: `Bearer ${token}` },
  });
  if (reply === null) return null;
  const organizationId = textField(reply.fields, "organization_id");
  const user = textField(reply.fields, "user_id");
  return isSameOrganization(organizationId, options.organizationId) && user !== "" ? { user } : null;
}

/** Both forms of an id name the same organisation; a part of an id names none. */
function isSameOrganization(given: string, expected: string): boolean {
  if (!SALESFORCE_ORGANIZATION_ID.test(given) || !SALESFORCE_ORGANIZATION_ID.test(expected)) return false;
  return secretCheck(longForm(expected))(longForm(given));
}

/** The 18-character form: each further character says which of five characters before it are capitals. */
function longForm(id: string): string {
  const base = id.slice(0, 15);
  const marks = [0, 5, 10].map((start) => {
    const bits = [...base.slice(start, start + 5)].map((character, index) =>
      /[A-Z]/.test(character) ? 1 << index : 0,
    );
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits.reduce((sum, bit) => sum + bit, 0)] ?? "";
  });
  return id.length === 18 && id.slice(15) !== marks.join("") ? id : `${base}${marks.join("")}`;
}
