/** The token, or what gets a new one. */
export type TokenSource = string | (() => string | Promise<string>);

/** Empty where none can be had: the server refuses it, which is told as any wrong token is. */
export async function tokenOf(source: TokenSource): Promise<string> {
  try {
    return typeof source === "string" ? source : await source();
  } catch {
    return "";
  }
}
