# A thin front: each target installs what is missing, builds and runs.
# debian/control's Build-Depends is the only list of packages.

RELEASE := build/release
DEV := build/dev

.PHONY: help demo test test-hosts test-releases tidy build deb bench-peers clean

help:
	@echo "make demo           build converge and watch it work on a scratch folder"
	@echo "make test           build everything and run every test"
	@echo "make test-hosts     boot hosts with a real systemd and converge them (as root; the first time it needs a network)"
	@echo "make test-releases  run the agent inside roots of Debian 12, 13, Ubuntu 22.04 and 24.04 (as root, needs a network)"
	@echo "make tidy           run clang-tidy over every source file"
	@echo "make build          build the programs (build/release/bin)"
	@echo "make deb            build the Debian package (build/deb)"
	@echo "make bench-peers    install CFEngine, Puppet and Ansible and compare with them"

build:
	@tests/tools/packages.sh --build
	@cmake --preset release -DCONVERGE_TESTS=OFF -DCONVERGE_BENCH=OFF > build/configure.log 2>&1 || (cat build/configure.log; exit 1)
	@cmake --build --preset release --target converge converge-agent share

demo: build
	@tests/tools/demo.sh $(RELEASE)/bin/converge build/demo

test:
	@tests/tools/packages.sh
	@python3 tests/tools/run_tests.py

test-hosts: build
	@tests/tools/packages.sh iproute2 mmdebstrap systemd-container
	@python3 tests/integration/run.py hosts

test-releases: build
	@tests/tools/packages.sh mmdebstrap
	@cd tests/integration && python3 releases.py

tidy:
	@tests/tools/packages.sh clang-tidy-14
	@cmake --preset tidy > build/configure.log 2>&1 || (cat build/configure.log; exit 1)
	@cmake --build --preset tidy

deb:
	@tests/tools/packages.sh --build dpkg-dev
	@tests/tools/deb.sh build/deb

bench-peers: build
	@tests/tools/packages.sh cfengine3 puppet-agent ansible-core
	@python3 bench/peers/peers.py --converge $(RELEASE)/bin/converge

clean:
	rm -rf build
