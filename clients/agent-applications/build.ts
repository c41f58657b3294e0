/** Makes dist/: one module for browsers, Node and Bun, and its types. */
const built = await Bun.build({
  entrypoints: [`${import.meta.dir}/src/client.ts`],
  outdir: `${import.meta.dir}/dist`,
  external: ["socket.io-client"],
  format: "esm",
  target: "browser",
});
if (!built.success) throw new AggregateError(built.logs, "the client could not be built");
const types = Bun.spawn(
  ["tsc", "--project", `${import.meta.dir}/tsconfig.json`, "--outDir", `${import.meta.dir}/dist`],
  { stdout: "inherit", stderr: "inherit", env: process.env },
);
if ((await types.exited) !== 0) throw new Error("the types could not be written");

export {};
