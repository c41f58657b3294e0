/** AUTH_OPTION GenesysCloud: the page shows its agent's Genesys Cloud access token. */
import { isJsonObject } from "../../../base/json.ts";
import { secretCheck } from "../../../base/secret.ts";
import { type Authenticator, bareToken } from "./identity.ts";
import { askIdentityService, type IdentityServiceOptions, textField } from "./identity-service.ts";

export interface GenesysCloudOptions extends IdentityServiceOptions {
  /** The one organisation whose users are let in; a region of Genesys Cloud serves many. */
  organizationId: string;
}

/** Accepts an active user of exactly the configured organisation (Genesys Cloud Platform API, GET /api/v2/users/me). */
export function genesysCloudAuthenticator(options: GenesysCloudOptions): Authenticator {
  const isOurs = secretCheck(options.organizationId.toLowerCase());
  return async (authorization) => {
    const token = bareToken(authorization);
    if (token === null) return null;
    const reply = await askIdentityService(options, {
      method: "GET",
      path: "/api/v2/users/me?expand=organization",
      headers: { authorization: `Bearer ${token}` },
    });
    if (reply === null) return null;
    const user = textField(reply.fields, "id");
    const state = textField(reply.fields, "state") || "active";
    const isMember = isOurs(organizationIdOf(reply.fields).toLowerCase());
    return isMember && state === "active" && user !== "" ? { user } : null;
  };
}

function organizationIdOf({ organization }: Record<string, unknown>): string {
  return isJsonObject(organization) ? textField(organization, "id") : "";
}
