# Sidetone for production: one image for every role.
FROM oven/bun:1.4.4-slim AS packages
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production --ignore-scripts
COPY tsconfig.json ./
COPY scripts/program.ts scripts/
COPY scripts/program/program.ts scripts/program/
COPY src ./src
# The database that a first start begins from, and the program as one file with bytecode, for the same folder.
RUN bun src/storage/embedded/database-template.ts && bun scripts/program.ts && chmod -R a+rX node_modules/.cache

FROM oven/bun:1.4.4-slim
WORKDIR /app
ENV NODE_ENV=production \
    DATA_DIRECTORY=/data
RUN mkdir /data && chown bun:bun /data
COPY --from=packages /app/node_modules ./node_modules
COPY package.json bunfig.toml tsconfig.json LICENSE ./
COPY proto ./proto
COPY docs ./docs
COPY src ./src
USER bun
VOLUME /data
EXPOSE 8080 50051
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bun", "-e", "const r = await fetch(`http://127.0.0.1:${process.env.HTTP_PORT || 8080}/healthz`); process.exit(r.ok ? 0 : 1)"]
CMD ["bun", "node_modules/.cache/sidetone/program/main.js"]
