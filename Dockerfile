# The service, small and without root:
#
#     docker build -t shopguide .
#     docker run --rm -v shopguide:/var/lib/shopguide shopguide key create --scope write
#     docker run --rm -p 8080:8080 -v shopguide:/var/lib/shopguide shopguide
#
# Docs/deploy.md says more.

FROM swift:6.2-bookworm AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates libavif-dev libcurl4-openssl-dev libexpat1-dev libgif-dev libjpeg-dev libpng-dev libpq-dev libsqlite3-dev libssl-dev libtiff-dev libwebp-dev libzip-dev \
        make pkg-config python3-pip zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src

# LibTorch and the packages change rarely: they are layers of their own.
COPY Scripts Scripts
RUN Scripts/setup
COPY Package.swift ./
RUN swift package resolve
COPY . .
RUN make build && Scripts/bundle /opt/shopguide

FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 shopguide \
    && useradd --system --uid 10001 --gid shopguide --home-dir /var/lib/shopguide --create-home shopguide
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /opt/shopguide /opt/shopguide
ENV PATH=/opt/shopguide/bin:$PATH \
    SHOPGUIDE_HOST=0.0.0.0 \
    SHOPGUIDE_PORT=8080 \
    OMP_NUM_THREADS=1
USER 10001:10001
WORKDIR /var/lib/shopguide
VOLUME /var/lib/shopguide
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/opt/shopguide/bin/is-ready"]
ENTRYPOINT ["/opt/shopguide/bin/shopguide"]
CMD ["serve"]
