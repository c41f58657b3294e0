/** AUTH_OPTION Salesforce: the page shows its agent's Salesforce access token. */
import { type Authenticator, bareToken } from "./identity.ts";
import { askSalesforce, type SalesforceOptions } from "./salesforce-organization.ts";

/** Accepts a token, bare or with `Bearer `, of a user of exactly the configured organisation. */
export function salesforceAuthenticator(options: SalesforceOptions): Authenticator {
  return async (authorization) => {
    const token = bareToken(authorization);
    return token === null ? null : await askSalesforce(options, token);
  };
}
