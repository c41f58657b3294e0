/** Names of all that a deployment makes. */
import type { DeploySettings } from "./settings.ts";

export interface Names {
  runAccount: string;
  buildAccount: string;
  repository: string;
  redis: string;
  connector: string;
  grpcService: string;
  httpService: string;
  deadLetterTopic: string;
  deadLetterSubscription: string;
  /** Of a setting's value in Secret Manager. */
  secretOf(setting: string): string;
  accountEmail(account: string): string;
}

/** On all that a tear-down may remove. */
export const LABEL = "made-by=sidetone-deploy";

export function namesOf({ prefix, projectId }: Pick<DeploySettings, "prefix" | "projectId">): Names {
  return {
    runAccount: `${prefix}-run`,
    buildAccount: `${prefix}-build`,
    repository: prefix,
    redis: prefix,
    connector: prefix,
    grpcService: `${prefix}-grpc`,
    httpService: `${prefix}-http`,
    deadLetterTopic: `${prefix}-dead-letters`,
    deadLetterSubscription: `${prefix}-dead-letters-sub`,
    secretOf: (setting) => `${prefix}-${setting.toLowerCase().replaceAll("_", "-")}`,
    accountEmail: (account) => `${account}@${projectId}.iam.gserviceaccount.com`,
  };
}
