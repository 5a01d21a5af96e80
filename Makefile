.DEFAULT_GOAL := help
.PHONY: help build check test race fuzz soak botocore clients bench docs lint cross

STATICCHECK = go tool -modfile=tools/go.mod staticcheck
DEADCODE    = go tool -modfile=tools/go.mod deadcode
GOVULNCHECK = go tool -modfile=tools/go.mod govulncheck
PLATFORMS   = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/fob
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/fob ./cmd/fob

check: lint race cross ## everything that has to hold before a commit, but for the real clients

lint: ## gofmt, vet, staticcheck, unreachable code
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'run: gofmt -w .'; exit 1; }
	go vet ./...
	cd test/clients && go vet ./...
	$(STATICCHECK) ./...
	@test -z "$$($(DEADCODE) -test ./...)" || { $(DEADCODE) -test ./...; exit 1; }

test: ## the tests
	go test ./...

race: ## the tests under the race detector, but those of test/, which run programs without it
	go test -race . ./cmd/... ./internal/...

fuzz: ## every fuzz target for FUZZTIME, 15s if not given
	scripts/fuzz.sh

soak: ## what takes an hour: every fuzz target for 2 minutes, the local Identity Center for 10, and more kills, faults and processes at once
	FUZZTIME=2m scripts/fuzz.sh
	FUZZTIME=10m scripts/fuzz.sh ./internal/idc
	FOB_SOAK=1 go test -count=1 -timeout 1h -v ./internal/awsapi ./test/diskfaults ./test/kills ./test/together

botocore: ## botocore and fob read the same thousands of files; installs boto3
	FOB_TEST_BOTOCORE="$$(scripts/install-botocore.sh)" go test -count=1 -v ./test/botocore

clients: ## the official AWS CLI, the AWS SDKs and Chromium against fob; installs them
	scripts/clients.sh

bench: ## whole-process times: an empty Go program, fob, the official AWS CLI
	FOB_TEST_AWSCLI="$$(scripts/install-awscli.sh)" go run ./test/bench

docs: ## write docs/commands.md and the README's transcript anew
	go test . -run 'TestDocs' -update

cross: ## build for every platform
	@for p in $(PLATFORMS); do \
		echo "build $$p"; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go build -o /dev/null ./cmd/fob || exit 1; \
	done
