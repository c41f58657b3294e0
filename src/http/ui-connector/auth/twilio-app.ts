/** APP_AUTH_OPTION Twilio: a server shows the account's own credentials to /register-app. */
import { secretCheck } from "../../../base/secret.ts";
import type { AppAuthenticator } from "./identity.ts";
import { askIdentityService, type IdentityServiceOptions, textField } from "./identity-service.ts";

export interface TwilioAppOptions extends IdentityServiceOptions {
  accountSid: string;
}

/**
 * `baseUrl` is https://api.twilio.com. Only credentials of the configured account are checked at Twilio, so that
 * strangers cannot use this server to try out others' (Twilio REST API, GET /2010-04-01/Accounts/{Sid}.json).
 */
export function twilioAppAuthenticator(options: TwilioAppOptions): AppAuthenticator {
  const isOurs = secretCheck(options.accountSid);
  return async (body) => {
    const accountSid = textField(body, "accountSid");
    const authToken = textField(body, "authToken");
    if (!isOurs(accountSid) || !/^[\x21-\x7e]{1,256}$/.test(authToken)) return null;
    const reply = await askIdentityService(options, {
      method: "GET",
      path: `/2010-04-01/Accounts/${encodeURIComponent(options.accountSid)}.json`,
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}` },
    });
    if (reply === null || !isOurs(textField(reply.fields, "sid"))) return null;
    return textField(reply.fields, "status") === "active" ? { user: "" } : null;
  };
}
