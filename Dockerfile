# Sidetone for production: one image for every role.
FROM oven/bun:1.4.4-slim AS packages
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
# Of no use here: types, maps, and the compiler that others need for theirs.
RUN bun install --frozen-lockfile --production --ignore-scripts && \
    rm -rf node_modules/typescript node_modules/@typescript node_modules/@types && \
    find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# Nothing is left for a start to do twice: the database that a first one begins from, the program and its threads with bytecode,
# the pages' scripts, the descriptions of the gRPC services.
FROM packages AS program
COPY tsconfig.json LICENSE ./
COPY proto ./proto
COPY docs ./docs
COPY src ./src
COPY scripts/program.ts scripts/
COPY scripts/program ./scripts/program
COPY deploy/image ./deploy/image
RUN bun src/storage/embedded/make-template.ts && bun scripts/program.ts && \
    bun deploy/image/collect.ts /collected && \
    bun build deploy/image/health.ts --target=bun --outfile=/collected/health.js && chmod -R a+rX /collected

# Google's side, simulated, for a try without an account: compose.yaml.
FROM packages AS simulators
COPY tsconfig.json ./
COPY proto ./proto
COPY samples ./samples
COPY src ./src
COPY simulators ./simulators
USER bun

FROM oven/bun:1.4.4-slim AS sidetone
WORKDIR /app
# The last three: scripts/program/runtime.ts.
ENV NODE_ENV=production \
    DATA_DIRECTORY=/data \
    MIMALLOC_PURGE_DELAY=1000 \
    MIMALLOC_PURGE_HOLES_MIN_INTERVAL=2000 \
    BUN_JSC_thresholdForJITAfterWarmUp=2000
RUN mkdir /data && chown bun:bun /data
COPY --from=program /collected ./
USER bun
VOLUME /data
EXPOSE 8080 50051
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bun", "health.js"]
CMD ["bun", "node_modules/.cache/sidetone/program/main.js"]
