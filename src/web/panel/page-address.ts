/** The page's address as it may be seen, copied and reloaded: with a ticket for this call in place of the launch key. */

/** The same address, without a ticket. */
export function addressWithTicket(href: string, ticket: string): string {
  const address = new URL(href);
  address.searchParams.delete("launch_key");
  address.searchParams.set("ticket", ticket);
  return address.href;
}
