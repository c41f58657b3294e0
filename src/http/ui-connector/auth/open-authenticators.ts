/** Chooses the authenticators of /register and /register-app by the settings. */
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { connectorTrustToken } from "../../../settings/connector.ts";
import type { Settings } from "../../../settings/table.ts";
import { five9Authenticator } from "./five9.ts";
import { genesysCloudAuthenticator } from "./genesys-cloud.ts";
import type { AppAuthenticator, Authenticator } from "./identity.ts";
import { salesforceAuthenticator } from "./salesforce.ts";
import { salesforceLwcAuthenticator } from "./salesforce-lwc.ts";
import { skipAuthenticator } from "./skip.ts";
import { twilioAuthenticator } from "./twilio.ts";
import { twilioAppAuthenticator } from "./twilio-app.ts";

export type AuthenticatorSettings = Pick<
  Settings,
  | "AUTH_OPTION"
  | "APP_AUTH_OPTION"
  | "CONNECTOR_TRUST_TOKEN"
  | "CONNECTOR_SHARES_TRUST_TOKEN"
  | "FIVE9_TRUST_TOKEN"
  | "SALESFORCE_DOMAIN"
  | "SALESFORCE_ORGANIZATION_ID"
  | "GENESYS_CLOUD_ENVIRONMENT"
  | "GENESYS_CLOUD_ORGANIZATION_ID"
  | "TWILIO_FLEX_ENVIRONMENT"
  | "TWILIO_ACCOUNT_SID"
  | "SIDETONE_ENV"
>;

/** Without an option no page may register. Throws CONFIG_INVALID if an option lacks what it needs. */
export function openAuthenticators(
  settings: AuthenticatorSettings,
  clock: Clock,
): { desktop: Authenticator; app: AppAuthenticator } {
  return { desktop: desktopAuthenticator(settings, clock), app: appAuthenticator(settings, clock) };
}

function desktopAuthenticator(settings: AuthenticatorSettings, clock: Clock): Authenticator {
  switch (settings.AUTH_OPTION) {
    case "":
      return async () => null;
    case "Five9":
      return five9Authenticator({
        token: needed(
          { ...settings, CONNECTOR_TRUST_TOKEN: connectorTrustToken(settings) },
          "CONNECTOR_TRUST_TOKEN",
        ),
      });
    case "Salesforce":
    case "SalesforceLWC": {
      const options = {
        baseUrl: `https://${needed(settings, "SALESFORCE_DOMAIN")}`,
        organizationId: needed(settings, "SALESFORCE_ORGANIZATION_ID"),
        clock,
      };
      return settings.AUTH_OPTION === "Salesforce"
        ? salesforceAuthenticator(options)
        : salesforceLwcAuthenticator(options);
    }
    case "GenesysCloud":
      return genesysCloudAuthenticator({
        baseUrl: `https://api.${needed(settings, "GENESYS_CLOUD_ENVIRONMENT")}`,
        organizationId: needed(settings, "GENESYS_CLOUD_ORGANIZATION_ID"),
        clock,
      });
    case "Twilio": {
      const accountSid = settings.TWILIO_ACCOUNT_SID;
      return twilioAuthenticator({
        baseUrl: `https://${needed(settings, "TWILIO_FLEX_ENVIRONMENT")}`,
        ...(accountSid === undefined ? {} : { accountSid }),
        clock,
      });
    }
    case "Skip":
      // The settings refuse this too; a door that must not open is locked twice.
      if (settings.SIDETONE_ENV === "production") {
        throw new SidetoneError("CONFIG_INVALID", "AUTH_OPTION Skip is for development only");
      }
      return skipAuthenticator();
  }
}

function appAuthenticator(settings: AuthenticatorSettings, clock: Clock): AppAuthenticator {
  if (settings.APP_AUTH_OPTION === "") return async () => null;
  return twilioAppAuthenticator({
    baseUrl: "https://api.twilio.com",
    accountSid: needed(settings, "TWILIO_ACCOUNT_SID"),
    clock,
  });
}

function needed<N extends keyof AuthenticatorSettings>(settings: AuthenticatorSettings, name: N): string {
  const value = settings[name];
  if (value === undefined || value === "") {
    throw new SidetoneError(
      "CONFIG_INVALID",
      `${name} is needed for the chosen AUTH_OPTION or APP_AUTH_OPTION`,
    );
  }
  return value;
}
