/** The names of the pages, for the navigation, the window's title and screen readers. */
import type { IconName } from "../parts/icons.ts";
import { pageHref, type Route } from "../router.ts";

export interface NavigationEntry {
  page: Route["page"];
  title: string;
  icon: IconName;
  href: string;
}

export const NAVIGATION: readonly NavigationEntry[] = [
  { page: "calls", title: "Calls", icon: "calls", href: pageHref("calls") },
  { page: "trends", title: "Trends", icon: "trends", href: pageHref("trends") },
  { page: "wall", title: "Wall", icon: "desktop", href: pageHref("wall") },
  { page: "jobs", title: "Jobs", icon: "jobs", href: pageHref("jobs") },
  { page: "audit", title: "Audit", icon: "audit", href: pageHref("audit") },
  { page: "instance", title: "Instance", icon: "instance", href: pageHref("instance") },
  { page: "charts", title: "How calls work", icon: "charts", href: pageHref("charts") },
  { page: "bundle", title: "Open bundle", icon: "bundle", href: pageHref("bundle") },
];

export function titleOf(route: Route): string {
  if (route.page === "call") return `Call ${route.callKey}`;
  if (route.page === "compare") return "Two calls";
  if (route.page === "by-number") return "Calls by number";
  return NAVIGATION.find(({ page }) => page === route.page)?.title ?? "Not found";
}
