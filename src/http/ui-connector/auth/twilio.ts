/** AUTH_OPTION Twilio: the Flex plugin shows its agent's Flex token, which a function of the customer's Twilio account verifies. */
import { type Authenticator, bareToken } from "./identity.ts";
import { askIdentityService, type IdentityServiceOptions, textField } from "./identity-service.ts";

/**
 * `baseUrl` is the host of the Flex functions; its /verify answers 200 for a valid token of its own account (Google's
 * Twilio Flex template). Where the reply says more (Twilio's token validator: valid, account_sid), that has to agree.
 */
export interface TwilioOptions extends IdentityServiceOptions {
  accountSid?: string;
}

export function twilioAuthenticator(options: TwilioOptions): Authenticator {
  return async (authorization) => {
    const token = bareToken(authorization);
    if (token === null) return null;
    const reply = await askIdentityService(options, {
      method: "POST",
      path: "/verify",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ Token: token }),
    });
    if (reply === null || reply.fields.valid === false) return null;
    const accountSid = textField(reply.fields, "account_sid");
    if (options.accountSid !== undefined && accountSid !== "" && accountSid !== options.accountSid)
      return null;
    return { user: textField(reply.fields, "identity") };
  };
}
