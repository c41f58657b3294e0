/** AUTH_OPTION SalesforceLWC: the Lightning component shows a token of the connected app's client credentials flow. */
import { type Authenticator, bareToken } from "./identity.ts";
import { askSalesforce, type SalesforceOptions } from "./salesforce-organization.ts";

/**
 * As for Salesforce, but the token is the app's and not an agent's, so its user says nothing about who looks at the
 * screen and is not kept. The token goes into a header and never into an address, which proxies log.
 */
export function salesforceLwcAuthenticator(options: SalesforceOptions): Authenticator {
  return async (authorization) => {
    const token = bareToken(authorization);
    const app = token === null ? null : await askSalesforce(options, token);
    return app === null ? null : { user: "" };
  };
}
