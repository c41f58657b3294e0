/** X-Forwarded-For counts only as far as trusted proxies wrote it. */
import { describe, expect, test } from "bun:test";
import { clientAddresses, networkOf } from "./client-address.ts";

function addressOf(trusted: string[], peer: string, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  const request = new Request("http://localhost/", { headers });
  const addresses = clientAddresses(trusted);
  addresses.serve({ requestIP: () => ({ address: peer }) });
  return addresses.of(request);
}

describe("without trusted proxies", () => {
  test("the header is nobody's word", () => {
    expect(addressOf([], "192.0.2.1", "198.51.100.7")).toBe("192.0.2.1");
  });
});

describe("behind trusted proxies", () => {
  const trusted = ["10.0.0.0/8", "2001:db8::/32"];

  test("the client is the first that no trusted proxy is", () => {
    expect(addressOf(trusted, "10.1.2.3", "203.0.113.9, 198.51.100.7, 10.9.9.9")).toBe("198.51.100.7");
    expect(addressOf(trusted, "::ffff:10.1.2.3", "198.51.100.7")).toBe("198.51.100.7");
    expect(addressOf(trusted, "2001:db8::1", "198.51.100.7")).toBe("198.51.100.7");
  });

  test("what somebody wrote who came directly is not read", () => {
    expect(addressOf(trusted, "192.0.2.1", "198.51.100.7")).toBe("192.0.2.1");
  });

  test("a proxy that says nothing is the client itself, and an invented text stays short", () => {
    expect(addressOf(trusted, "10.1.2.3")).toBe("10.1.2.3");
    expect(addressOf(trusted, "10.1.2.3", "x".repeat(5_000))).toHaveLength(64);
  });
});

test("a connection that is gone has no address", () => {
  const request = new Request("http://localhost/");
  const addresses = clientAddresses([]);
  expect(addresses.of(request)).toBe("unknown");
  addresses.serve({ requestIP: () => null });
  expect(addresses.of(request)).toBe("unknown");
});

test("an entry that is no address is refused", () => {
  expect(() => clientAddresses(["the proxy"])).toThrow();
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2:ffff::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["64:ff9b::203.0.113.7", "64:ff9b:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["unknown", "unknown"],
  ["a:b", "a:b"],
])("%s counts for %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
