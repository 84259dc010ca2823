# A thin front: each target installs what is missing, builds and runs.
# debian/control's Build-Depends is the only list of packages.

RELEASE := build/release
DEV := build/dev

.PHONY: help demo test build bench-peers clean

help:
	@echo "make demo         build converge and watch it work on a scratch folder"
	@echo "make test         build everything and run every test"
	@echo "make build        build the programs (build/release/bin)"
	@echo "make bench-peers  install CFEngine, Puppet and Ansible and compare with them"

build:
	@tests/tools/packages.sh --build
	@cmake --preset release -DCONVERGE_TESTS=OFF -DCONVERGE_BENCH=OFF > build/configure.log 2>&1 || (cat build/configure.log; exit 1)
	@cmake --build --preset release --target converge converge-agent

demo: build
	@tests/tools/demo.sh $(RELEASE)/bin/converge build/demo

test:
	@tests/tools/packages.sh
	@python3 tests/tools/run_tests.py

bench-peers: build
	@tests/tools/packages.sh cfengine3 puppet-agent ansible-core
	@python3 bench/peers/peers.py --converge $(RELEASE)/bin/converge

clean:
	rm -rf build
