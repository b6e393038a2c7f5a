# The scripts do the work; `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help build test bench measure publish format format-check cluster demo run clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

build: ## compile everything; warnings are errors
	dotnet build RouteMetricsWebhook.sln -c Release -warnaserror --nologo -clp:NoSummary

test: ## all tests and checks, as CI runs them
	scripts/test

bench: ## throughput of admission, and growth of the plan with the mesh
	scripts/bench

measure: ## what one replica costs in a cluster of 10,000 routes
	scripts/measure-cluster

publish: ## the program as it is shipped, into artifacts/publish
	scripts/publish

format: ## rewrite whitespace and code style
	dotnet format whitespace . --folder --exclude artifacts
	dotnet format style RouteMetricsWebhook.sln

format-check: ## fail if `make format` would change anything
	scripts/checks/code-is-formatted

cluster: ## a real kube-apiserver and etcd in artifacts/cluster, until Ctrl-C
	scripts/local-cluster artifacts/cluster

demo: ## the podinfo case against a webhook on this machine
	./route-metrics demo

run: ## the webhook on this machine, without a cluster
	./route-metrics serve --ephemeral-tls

clean: ## remove what was built
	rm -rf artifacts src/*/bin src/*/obj tests/*/bin tests/*/obj
