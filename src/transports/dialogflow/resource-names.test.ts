import { expect, test } from "bun:test";
import { clientOptionsFor, endpointFor } from "./endpoint.ts";
import { conversationNameOf, parseProfileName } from "./resource-names.ts";

test("the profile's location decides endpoint and conversation names", () => {
  const profile = parseProfileName("projects/acme/locations/europe-west1/conversationProfiles/abc");
  expect(profile).toMatchObject({ projectId: "acme", location: "europe-west1" });
  expect(endpointFor(profile)).toEqual({
    host: "europe-west1-dialogflow.googleapis.com",
    port: 443,
    insecure: false,
  });
  expect(conversationNameOf(profile, "five9-1")).toBe(
    "projects/acme/locations/europe-west1/conversations/five9-1",
  );
});

test("a profile without a location, or in global, is served by the global endpoint under its own kind of name", () => {
  const old = parseProfileName("projects/acme/conversationProfiles/abc");
  expect(endpointFor(old).host).toBe("dialogflow.googleapis.com");
  expect(conversationNameOf(old, "five9-1")).toBe("projects/acme/conversations/five9-1");
  const global = parseProfileName("projects/acme/locations/global/conversationProfiles/abc");
  expect(endpointFor(global).host).toBe("dialogflow.googleapis.com");
  expect(conversationNameOf(global, "five9-1")).toBe("projects/acme/locations/global/conversations/five9-1");
});

test("what is not a profile's name, a conversation's id or an endpoint is refused", () => {
  for (const name of [
    "",
    "abc",
    "projects/acme/conversationProfiles/",
    "projects/a/locations/b/conversationProfiles/c/d",
  ]) {
    expect(() => parseProfileName(name)).toThrow("looks like");
  }
  const profile = parseProfileName("projects/acme/conversationProfiles/abc");
  for (const id of ["", "a", "1five9", "a/b", "a".repeat(65)]) {
    expect(() => conversationNameOf(profile, id)).toThrow("cannot be a conversation id");
  }
  expect(() => endpointFor(profile, { apiEndpoint: "http://localhost:1", insecure: true })).toThrow(
    "host:port",
  );
});

test("an endpoint of one's own keeps its port, and without TLS brings credentials that need no look-up", () => {
  const profile = parseProfileName("projects/acme/locations/us-central1/conversationProfiles/abc");
  const local = endpointFor(profile, { apiEndpoint: "127.0.0.1:9000", insecure: true });
  expect(local).toEqual({ host: "127.0.0.1", port: 9000, insecure: true });
  expect(clientOptionsFor(local, "acme")).toHaveProperty("credentials");
  expect(clientOptionsFor(endpointFor(profile), "acme")).not.toHaveProperty("credentials");
  expect(endpointFor(profile, { apiEndpoint: "restricted.googleapis.com", insecure: false }).port).toBe(443);
});
