/** Where answers may be sent: a request names its connector service itself, so only known hosts are allowed. */

/**
 * Says whether a service URL may be used. `hosts` are "host", "host:port" or "*.suffix"; HTTPS is required, except on
 * this machine itself, for simulators.
 */
export function serviceHostCheck(hosts: readonly string[]): (serviceUrl: string) => boolean {
  return (serviceUrl) => {
    if (!URL.canParse(serviceUrl)) return false;
    const { protocol, host, hostname, username, password } = new URL(serviceUrl);
    if (username !== "" || password !== "") return false;
    const isLocal = hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
    if (protocol !== "https:" && !(protocol === "http:" && isLocal)) return false;
    return hosts.some((entry) =>
      entry.startsWith("*.") ? hostname.endsWith(entry.slice(1)) : entry === host || entry === hostname,
    );
  };
}
