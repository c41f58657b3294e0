/** The compose file's parts agree with what they come from. It is brought up by `make test-containers`. */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { withoutTls } from "../proxies/running-proxy.ts";

const ROOT = resolve(import.meta.dir, "../..");
const textOf = (path: string) => readFile(join(ROOT, path), "utf8");

interface Service {
  image?: string;
  volumes?: string[];
  environment?: Record<string, string>;
  profiles?: string[];
}
const compose = Bun.YAML.parse(await textOf("compose.yaml")) as { services: Record<string, Service> };

const directives = (text: string) =>
  text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");

test("its proxy is that of the guide, without TLS, in front of its instances", async () => {
  const published = withoutTls(await textOf("deploy/proxies/nginx.conf"))
    .replaceAll(/server 127\.0\.0\.1:50051 (.*);/g, "server grpc-1:50051 $1;\nserver grpc-2:50051 $1;")
    .replace(/server 127\.0\.0\.1:8080 (.*);/, "server http-1:8080 $1;\nserver http-2:8080 $1;");
  const flat = (text: string) => directives(text).join(" ").replaceAll(/\s+/g, " ");
  expect(flat(await textOf("deploy/compose/nginx.conf"))).toBe(flat(published));
});

test("each file that a service is given is there", () => {
  const files = Object.values(compose.services)
    .flatMap(({ volumes = [] }) => volumes)
    .map((volume) => volume.split(":")[0] ?? "")
    .filter((path) => path.startsWith("./"));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("Prometheus asks every instance", async () => {
  const { scrape_configs } = Bun.YAML.parse(await textOf("deploy/compose/prometheus.yml")) as {
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };
  const instances = Object.entries(compose.services).filter(([, { environment }]) => environment?.ROLE);
  expect(scrape_configs.map(({ job_name }) => job_name)).toEqual(["sidetone"]);
  expect(scrape_configs[0]?.static_configs[0]?.targets).toEqual(instances.map(([name]) => `${name}:8080`));
});

test("every image of others has a version", () => {
  const images = Object.values(compose.services).flatMap(({ image }) => image ?? []);
  expect(images.filter((image) => !/:[\w.]+$/.test(image))).toEqual([]);
});
