/** Reads a request's path as one of the listed methods, and writes the upstream's path from the parts alone. */
import { PROXY_RULES, type ProxyRule } from "./rules.ts";

export interface ProxyTarget {
  rule: ProxyRule;
  version: string;
  project: string;
  location: string;
  /** Ids by the names in the rule's braces. */
  ids: Readonly<Record<string, string>>;
}

const VERSIONS: readonly string[] = ["v2", "v2beta1"];
/** Ids of Dialogflow's resources; no slash, no colon, and not a step in a path. */
const ID = /^(?!\.+$)[A-Za-z0-9._~=+-]{1,256}$/;
const PROJECT = /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,127}$/;
const LOCATION = /^[a-z0-9-]{1,63}$/;

/** Query parameters that belong to a listed method. Credentials, callbacks and the like are not forwarded. */
const PARAMETERS: readonly string[] = [
  "conversationId",
  "conversation_id",
  "updateMask",
  "update_mask",
  "pageSize",
  "page_size",
  "pageToken",
  "page_token",
  "filter",
  "fields",
  "prettyPrint",
];

/** Null for a path or a method that is not routed. Nothing is said yet about who may. */
export function readTarget(method: string, pathname: string): ProxyTarget | null {
  const segments = decodeSegments(pathname);
  const [version = "", projects, project = "", locations, location = "", ...rest] = segments ?? [];
  if (projects !== "projects" || locations !== "locations" || !VERSIONS.includes(version)) return null;
  if (!PROJECT.test(project) || !LOCATION.test(location)) return null;
  for (const rule of PROXY_RULES) {
    if (rule.method !== method) continue;
    const ids = match(rule.pattern.split("/"), rest);
    if (ids !== null) return { rule, version, project, location, ids };
  }
  return null;
}

/** The upstream's path and query for a target whose project and location have been judged. */
export function upstreamPath(target: ProxyTarget, query: URLSearchParams): string {
  const { version, project, location, ids, rule } = target;
  const tail = rule.pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ""));
  const kept = new URLSearchParams();
  for (const name of PARAMETERS) {
    const value = query.get(name);
    if (value !== null) kept.set(name, value);
  }
  const search = kept.size === 0 ? "" : `?${kept}`;
  return `/${version}/projects/${encodeURIComponent(project)}/locations/${location}/${tail}${search}`;
}

function decodeSegments(pathname: string): string[] | null {
  try {
    return pathname.slice(1).split("/").map(decodeURIComponent);
  } catch {
    // A malformed escape: such a path is routed nowhere.
    return null;
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const ids: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? "";
    const placeholder = /^\{(\w+)\}(:\w+)?$/.exec(expected);
    if (placeholder === null) {
      if (segment !== expected) return null;
      continue;
    }
    const [, name = "", verb = ""] = placeholder;
    if (!segment.endsWith(verb)) return null;
    const id = segment.slice(0, segment.length - verb.length);
    if (!ID.test(id)) return null;
    ids[name] = id;
  }
  return ids;
}
