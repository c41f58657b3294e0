/** The kustomize base against Kubernetes' own schemas, against kustomize where it is installed, and against Sidetone. */
import { expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSome } from "../../src/settings/read.ts";
import { portsOf } from "../../src/settings/role.ts";
import { makePython, runStep } from "../../test/support/python-venv.ts";

const BASE = join(import.meta.dir, "base");
const KUBERNETES_VERSIONS = ["1.30", "1.34", "1.37"];
const VALIDATOR = "kubernetes-validate==1.37.0";
const STEP_MS = 600_000;

interface Container {
  env: { name: string; value: string }[];
  ports: { name: string; containerPort: number }[];
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
}
interface Probe {
  httpGet?: { path: string; port: string };
  grpc?: { port: number };
}
interface Resource {
  kind: string;
  metadata: { name: string };
  spec: {
    metrics?: { pods?: { metric: { name: string } } }[];
    template?: { spec: { terminationGracePeriodSeconds: number; containers: Container[] } };
  };
}

const files = (await readdir(BASE)).filter((name) => name.endsWith(".yaml")).toSorted();
const texts = await Promise.all(files.map((name) => readFile(join(BASE, name), "utf8")));
const resources = texts.flatMap((text) => Bun.YAML.parse(text)) as Resource[];
const deployments = resources.filter(({ kind }) => kind === "Deployment");

const python = await makePython("kubernetes-validate-1.37.0", [VALIDATOR]).catch((error: Error) => ({
  reason: error.message,
}));
if (typeof python !== "string") console.log(`No schemas of Kubernetes: ${python.reason}. Tests are skipped.`);
const kustomize = Bun.which("kubectl") ? ["kubectl", "kustomize"] : ["kustomize", "build"];
const isKustomizeHere = Bun.which(kustomize[0] ?? "") !== null;
if (!isKustomizeHere) console.log("Neither kubectl nor kustomize is here: a test is skipped.");

/** Rejects with the first fault. */
async function validate(text: string, version: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-kubernetes-"));
  try {
    const file = join(folder, "resources.yaml");
    await Bun.write(file, text);
    await runStep([String(python), "-m", "kubernetes_validate", "--strict", "-k", version, file]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const manifests = texts.filter((_, index) => files[index] !== "kustomization.yaml").join("---\n");

test.skipIf(typeof python !== "string").each(KUBERNETES_VERSIONS)(
  "each resource is valid in Kubernetes %s, without an unknown field",
  (version) => validate(manifests, version),
  STEP_MS,
);

test.skipIf(typeof python !== "string")(
  "a field that Kubernetes does not know would be found",
  async () => {
    const wrong = manifests.replace("minReplicas:", "minimumReplicas:");
    await expect(validate(wrong, "1.34")).rejects.toThrow();
  },
  STEP_MS,
);

test.skipIf(!isKustomizeHere)(
  "kustomize builds it, and each resource is in its namespace",
  async () => {
    const child = Bun.spawn([...kustomize, BASE], { stdout: "pipe", stderr: "pipe" });
    const [text, fault] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    expect({ code: await child.exited, fault }).toEqual({ code: 0, fault: "" });
    const built = Bun.YAML.parse(text) as (Resource & { metadata: { namespace?: string } })[];
    expect(
      built.filter(({ kind }) => kind !== "Namespace").map(({ metadata }) => metadata.namespace),
    ).toEqual(Array.from({ length: built.length - 1 }, () => "sidetone"));
  },
  STEP_MS,
);

test("the base lists each of its files", () => {
  const listed = resources.find(({ kind }) => kind === "Kustomization") as unknown as { resources: string[] };
  expect(listed.resources.toSorted()).toEqual(
    files.filter((name) => name !== "kustomization.yaml").toSorted(),
  );
});

test.each(deployments.map((deployment) => [deployment.metadata.name, deployment] as const))(
  "%s: its role, ports and probes are those of Sidetone, and calls get their time to leave",
  (_, { spec }) => {
    const pod = spec.template?.spec;
    const container = pod?.containers[0];
    if (pod === undefined || container === undefined) throw new Error("there is no container");
    const environment = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const { settings, problems } = readSome(
      ["ROLE", "PORT", "GRPC_PORT", "HTTP_PORT", "DRAIN_DEADLINE_MS"],
      environment,
    );
    if (settings === undefined) throw new Error(problems.join(" "));
    const ports = portsOf(settings);
    const served = Object.fromEntries(
      container.ports.map(({ name, containerPort }) => [name, containerPort]),
    );
    expect(served).toEqual({
      ...(ports.grpc === null ? {} : { grpc: ports.grpc }),
      http: Number(ports.http),
    });
    expect(container.startupProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(container.livenessProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
    if (ports.grpc === null)
      expect(container.readinessProbe.httpGet).toEqual({ path: "/readyz", port: "http" });
    else expect(container.readinessProbe.grpc).toEqual({ port: ports.grpc });
    expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(settings.DRAIN_DEADLINE_MS);
  },
);

test("instances are scaled by metrics that exist", async () => {
  const page = await readFile(join(import.meta.dir, "../../docs/reference/metrics.md"), "utf8");
  const scalers = resources.filter(({ kind }) => kind === "HorizontalPodAutoscaler");
  expect(scalers.map(({ metadata }) => metadata.name)).toEqual(
    deployments.map(({ metadata }) => metadata.name),
  );
  for (const { spec } of scalers) {
    for (const { pods } of spec.metrics ?? []) if (pods) expect(page).toContain(`\`${pods.metric.name}\``);
  }
});
