# docker build -t recourse .
# docker run --init --env-file .env -v "$PWD/recourse.yaml:/app/recourse.yaml:ro" -v recourse-state:/var/lib/recourse -v recourse-backups:/var/backups/recourse recourse
FROM node:24-bookworm-slim

# pg_dump dumps no server newer than itself: choose with --build-arg POSTGRES_MAJOR=18. From PostgreSQL's own packages,
# because Debian's are of one version.
ARG POSTGRES_MAJOR=17
RUN apt-get update \
 && apt-get install -y --no-install-recommends age ca-certificates git postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends "postgresql-client-${POSTGRES_MAJOR}" \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY package.json package-lock.json ./
# Node is in the image, so the development dependencies (which bring one) stay out.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY manifest.json ./
COPY blocks ./blocks
COPY commands ./commands
COPY src ./src

# State and backups lie outside the project and belong to the user that we run as.
RUN install -d -m 700 -o node -g node /var/lib/recourse /var/backups/recourse
ENV NODE_ENV=production RECOURSE_STATE_DIR=/var/lib/recourse RECOURSE_CONFIG=/app/recourse.yaml HEALTH_PORT=8787 HOST=0.0.0.0
VOLUME ["/var/lib/recourse", "/var/backups/recourse"]
# Only for SLACK_MODE=http; Socket Mode needs no port.
EXPOSE 3000
USER node

# /readyz says 503 while Slack or the store is away, which a restart would not mend; /healthz only says that we live.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# SIGTERM drains the bot; --init above reaps what ended commands leave behind.
CMD ["node", "src/main.ts"]
