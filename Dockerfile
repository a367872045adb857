# The image of the gateway: Node.js, the libraries it is linked to, compiled code, production dependencies. Nothing
# else: no shell, no package manager, no npm. docs/operations.md, "The image", argues the choices;
# scripts/ci/image.sh executes this very file, so keep to the instructions that it knows.

# Override with a digest in a release: --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:...
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# The code of production dependencies is in dist/node_modules. Here is what that leaves: of each package its record, by
# which scanners name it, and its licence.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f -not -name package.json -not -iname 'licen[cs]e*' \
    -not -iname 'copying*' -not -iname 'notice*' -delete \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' \) -delete \
  && rm -rf node_modules/.bin node_modules/.package-lock.json node_modules/typescript \
  && find node_modules -type d -empty -delete

# Compiled code, with the dependencies bundled into a few files.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY src src
COPY scripts/swc.mjs scripts/swc.mjs
COPY scripts/compile.mjs scripts/compile.mjs
COPY scripts/bundle-dependencies.mjs scripts/bundle-dependencies.mjs
RUN npm run build:gateway && find dist -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.tsbuildinfo' \) -delete

# The root file system: Node.js and its libraries, each with its package's record so that scanners can name them.
FROM ${NODE_IMAGE} AS root
RUN mkdir -p /out/etc /out/data /out/tmp /out/var/lib/dpkg/status.d \
  && for file in /usr/local/bin/node $(ldd /usr/local/bin/node | grep -o '/[^ ]*'); do \
    mkdir -p "/out$(dirname "$file")" && cp -L "$file" "/out$file"; done \
  && for package in libc6 libgcc-s1 libstdc++6; do \
    dpkg-query -s "$package" > "/out/var/lib/dpkg/status.d/$package" \
    && mkdir -p "/out/usr/share/doc/$package" && cp -L "/usr/share/doc/$package/copyright" "/out/usr/share/doc/$package/"; done \
  && cp -L /etc/os-release /out/etc/os-release \
  && echo 'gateway:x:65532:65532:gateway:/nonexistent:/nonexistent' > /out/etc/passwd \
  && echo 'gateway:x:65532:' > /out/etc/group \
  && echo 'hosts: files dns' > /out/etc/nsswitch.conf \
  && chmod 0770 /out/data && chown 65532:0 /out/data && chmod 1777 /out/tmp

FROM scratch
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="eko-onboarding-gateway" \
  org.opencontainers.image.description="Onboards customers of an assisted-banking business through Eko Platform Services" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.created="${CREATED}" \
  org.opencontainers.image.licenses="UNLICENSED"
COPY --from=root /out /
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/package.json package.json
COPY --from=build /app/dist dist
# A container's loopback address is reachable by nobody, so it listens on all; ports above 1024 need no capability.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 METRICS_PORT=9464 STORE_PATH=/data
# Numeric, so that runAsNonRoot can be verified. Any other user of group 0 may run it too, as OpenShift chooses one.
USER 65532:65532
EXPOSE 3000 9464
STOPSIGNAL SIGTERM
# Node.js itself is PID 1: it handles SIGTERM and starts no children that would need reaping.
ENTRYPOINT ["/usr/local/bin/node", "--disable-sigusr1", "--max-semi-space-size=16", "--no-allocation-site-pretenuring", "--heap-growing-percent=50", "--no-memory-reducer", "--expose-gc", "dist/main.js"]
