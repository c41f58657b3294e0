import { describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { SidetoneError } from "../../base/errors.ts";
import { adviceFor, grpcFailureOf, unaryError } from "./errors.ts";

describe("what a stream's end asks for", () => {
  const cases: [number, string, ReturnType<typeof adviceFor>][] = [
    [status.OK, "", "restart"],
    [status.OUT_OF_RANGE, "Exceeded maximum allowed stream duration", "restart"],
    [status.DEADLINE_EXCEEDED, "", "restart"],
    [status.ABORTED, "", "restart"],
    [status.UNAVAILABLE, "", "retry"],
    [status.INTERNAL, "", "retry"],
    [status.UNKNOWN, "Received HTTP status code 502", "retry"],
    [status.RESOURCE_EXHAUSTED, "", "retry"],
    [status.CANCELLED, "", "retry"],
    [status.FAILED_PRECONDITION, "Conversation has completed.", "quiet"],
    [status.FAILED_PRECONDITION, "Billing is disabled", "fatal"],
    [status.INVALID_ARGUMENT, "", "fatal"],
    [status.PERMISSION_DENIED, "", "fatal"],
    [status.NOT_FOUND, "", "fatal"],
    [status.UNAUTHENTICATED, "", "fatal"],
    [status.UNIMPLEMENTED, "", "fatal"],
  ];
  for (const [code, message, advice] of cases) {
    test(`${status[code]} ${message} is ${advice}`, () => {
      expect(adviceFor({ code, message })).toBe(advice);
    });
  }
});

test("anything thrown has a status, also what has none", () => {
  expect(grpcFailureOf(Object.assign(new Error("5 NOT_FOUND: gone"), { code: 5, details: "gone" }))).toEqual({
    code: 5,
    message: "gone",
  });
  expect(grpcFailureOf(new Error("boom"))).toEqual({ code: 2, message: "boom" });
  expect(grpcFailureOf(undefined).code).toBe(2);
  expect(grpcFailureOf("closed").code).toBe(2);
  expect(grpcFailureOf({ code: 14, details: "x".repeat(900) }).message).toHaveLength(200);
});

test("a SidetoneError keeps the status of its cause, or gets the one that fits", () => {
  expect(grpcFailureOf(unaryError({ code: 7, details: "no" }, "asking")).code).toBe(7);
  const full = new SidetoneError("LIMIT_EXCEEDED", "full", { retryable: true });
  expect(adviceFor(grpcFailureOf(full))).toBe("retry");
  expect(adviceFor(grpcFailureOf(new SidetoneError("CONFLICT", "over")))).toBe("fatal");
});

test("a failed call's error says whether trying again may help", () => {
  expect(unaryError({ code: 14, details: "away" }, "asking")).toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    retryable: true,
  });
  expect(unaryError({ code: 3, details: "bad" }, "asking")).toMatchObject({
    code: "UPSTREAM_REFUSED",
    retryable: false,
    message: "asking failed with gRPC status 3: bad",
  });
  expect(unaryError({ code: 5, details: "none" }, "asking").code).toBe("NOT_FOUND");
});
