# syntax=docker/dockerfile:1
# docker build -t route-metrics:0.1.0 . (or docker buildx build --platform linux/amd64,linux/arm64 -t route-metrics:0.1.0 .)
# The compiler runs on the builder's own architecture and compiles native code for the target's; nothing is emulated.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
# Packages first: this layer changes with the lock files only.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt ./
COPY scripts/need scripts/publish scripts/
COPY src/Directory.Build.targets src/
COPY src/RouteMetrics.Core/RouteMetrics.Core.csproj src/RouteMetrics.Core/packages.lock.json src/RouteMetrics.Core/
COPY src/RouteMetrics.Documents/RouteMetrics.Documents.csproj src/RouteMetrics.Documents/packages.lock.json src/RouteMetrics.Documents/
COPY src/RouteMetrics.Kubernetes/RouteMetrics.Kubernetes.csproj src/RouteMetrics.Kubernetes/packages.lock.json src/RouteMetrics.Kubernetes/
COPY src/RouteMetrics.Admission/RouteMetrics.Admission.csproj src/RouteMetrics.Admission/packages.lock.json src/RouteMetrics.Admission/
COPY src/RouteMetrics.Controller/RouteMetrics.Controller.csproj src/RouteMetrics.Controller/packages.lock.json src/RouteMetrics.Controller/
COPY src/RouteMetrics.Webhook/RouteMetrics.Webhook.csproj src/RouteMetrics.Webhook/packages.native.lock.json src/RouteMetrics.Webhook/
RUN scripts/publish --restore-only $TARGETARCH
COPY docs/policy docs/policy
COPY src src
COPY module/route-labels.wasm module/
RUN scripts/publish $TARGETARCH /program

# Neither shell nor package manager; the C library, OpenSSL and a user are all there is.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
LABEL org.opencontainers.image.title="route-metrics" \
      org.opencontainers.image.description="Istio request metrics for each route of an HTTPRoute: the admission webhook and its command line"
COPY --from=build /program /program
# The only certificates to be trusted are given by file. Reading the system's takes OpenSSL 60-85 ms at the start.
# HOME: .NET looks for distrusted certificates there, and stops if there is neither a HOME nor a user of that number.
ENV HOME=/program \
    SSL_CERT_DIR=/program/no-certificates \
    SSL_CERT_FILE=/program/no-certificates
USER 1654:1654
EXPOSE 9443 8080 9464
ENTRYPOINT ["/program/route-metrics"]
CMD ["--help"]
