/** The URL of a request as every reader needs it: absolute, with any or no header Host. */
import { pathStartOf } from "./by-prefix.ts";

/**
 * Bun leaves only path and query where there is no usable Host. Without one a request is for this machine, as HTTP/1.0
 * has it and probes of load balancers are sent; an impossible one keeps its path, so that it is refused in the path's
 * own form. The request stays the same object: the server knows its connection by it.
 */
export function makeUrlWhole(request: Request): void {
  const { url } = request;
  if (URL.canParse(url)) return;
  // The path of a URL with an impossible port or address, or all there is; it may begin with two slashes.
  const target = url.startsWith("/") ? url : url.slice(pathStartOf(url));
  const { href } = new URL(`http://localhost${target}`);
  setUrl(request, href);
}

/** Takes the path off that a proxy adds, where it has not done so itself: routes do not know of it. */
export function stripPublicPath(request: Request, publicPath: string): void {
  const { url } = request;
  const start = pathStartOf(url);
  if (publicPath === "" || !url.startsWith(publicPath, start)) return;
  const rest = url.slice(start + publicPath.length);
  if (rest.startsWith("/")) setUrl(request, `${url.slice(0, start)}${rest}`);
  else if (rest === "" || rest.startsWith("?")) setUrl(request, `${url.slice(0, start)}/${rest}`);
}

function setUrl(request: Request, url: string): void {
  Object.defineProperty(request, "url", { value: url, configurable: true });
}
