# The local Identity Center in a container: the static program and nothing else.
#
#   docker build -t fob .
#   docker run -p 127.0.0.1:8765:8765 -v "$PWD/idc-admin-secret:/run/secrets/idc:ro" fob
#
# A container has to listen on an address that others reach, and whoever reaches it can sign
# in as anybody of its directory: publish the port on a loopback address.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /root-of-image/fob ./cmd/fob && mkdir -m 1777 /root-of-image/tmp

FROM scratch
COPY --from=build /root-of-image /
EXPOSE 8765
HEALTHCHECK --interval=30s --start-period=10s --start-interval=1s CMD ["/fob", "idc", "env", "--url", "http://127.0.0.1:8765"]
ENTRYPOINT ["/fob"]
CMD ["idc", "serve", "--allow-remote", "--listen", "0.0.0.0:8765", "--admin-secret-file", "/run/secrets/idc", "--log", "json"]
