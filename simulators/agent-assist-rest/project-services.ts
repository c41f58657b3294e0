/** What two other REST services of Google's say of the project: its permissions and its quota. */
import type { CloudSetup } from "../agent-assist/setup.ts";

const PERMISSIONS = /^\/v1\/projects\/[^/]+:testIamPermissions$/;
const QUOTA =
  /^\/v1\/projects\/[^/]+\/locations\/global\/services\/dialogflow\.googleapis\.com\/quotaInfos\/([A-Za-z]+)$/;
const SESSIONS = "ConcurrentBidiStreamingSessionsPerProjectPerRegion";
const REQUESTS = "AnalyzeContentOperationsPerMinutePerProject";

/**
 * cloudresourcemanager v1 projects.testIamPermissions (the granted ones of those asked for), and cloudquotas v1
 * quotaInfos.get (QuotaInfo with dimensionsInfos). Undefined for any other path.
 */
export function projectAnswer(
  setup: CloudSetup,
  method: string,
  path: string,
  body: string,
): Record<string, unknown> | undefined {
  if (method === "POST" && PERMISSIONS.test(path)) {
    const { permissions = [] } = JSON.parse(body) as { permissions?: string[] };
    return { permissions: permissions.filter((name) => !setup.denied.has(name)) };
  }
  const quotaId = method === "GET" ? QUOTA.exec(path)?.[1] : undefined;
  if (quotaId !== SESSIONS && quotaId !== REQUESTS) return undefined;
  const dimensionsInfos =
    quotaId === REQUESTS
      ? [{ details: { value: String(setup.analyzePerMinute) }, applicableLocations: ["global"] }]
      : [
          {
            dimensions: { region: "us-central1" },
            details: { value: String(setup.bidiSessions) },
            applicableLocations: ["us-central1"],
          },
        ];
  return { name: path.slice("/v1/".length), quotaId, service: "dialogflow.googleapis.com", dimensionsInfos };
}
