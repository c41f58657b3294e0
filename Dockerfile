# Sidetone for production: one image for every role.
FROM oven/bun:1.4.4-slim AS packages
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production --ignore-scripts
COPY tsconfig.json ./
COPY scripts/program.ts scripts/
COPY scripts/program/program.ts scripts/program/
COPY deploy/image ./deploy/image
COPY src ./src
# The database that a first start begins from, and the program as one file with bytecode, for the same folder.
RUN bun src/storage/embedded/make-template.ts && bun scripts/program.ts && chmod -R a+rX node_modules/.cache
RUN bun deploy/image/parts-list.ts node_modules sbom.cdx.json THIRD-PARTY-LICENCES.txt
# Of no use to a running program: types, maps, and the compiler that others need for theirs. The database below .cache has maps of its own.
RUN rm -rf node_modules/typescript node_modules/@typescript node_modules/@types && \
    find node_modules -path node_modules/.cache -prune -o -type f \
      \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -exec rm {} +

# Google's side, simulated, for a try without an account: compose.yaml.
FROM oven/bun:1.4.4-slim AS simulators
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json tsconfig.json ./
COPY proto ./proto
COPY samples ./samples
COPY src ./src
COPY simulators ./simulators
USER bun

FROM oven/bun:1.4.4-slim AS sidetone
WORKDIR /app
ENV NODE_ENV=production \
    DATA_DIRECTORY=/data
RUN mkdir /data && chown bun:bun /data
COPY --from=packages /app/node_modules ./node_modules
COPY --from=packages /app/sbom.cdx.json /app/THIRD-PARTY-LICENCES.txt ./
COPY package.json bunfig.toml tsconfig.json LICENSE ./
COPY deploy/image/health.ts deploy/image/
COPY proto ./proto
COPY docs ./docs
COPY src ./src
USER bun
VOLUME /data
EXPOSE 8080 50051
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bun", "deploy/image/health.ts"]
CMD ["bun", "node_modules/.cache/sidetone/program/main.js"]
