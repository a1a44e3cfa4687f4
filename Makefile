PYTHON ?= python3
DEPARTMENT ?= 郑州市教育局
YEAR ?= 2020
MINUTES ?= 10
BUNDLE_PYTHON ?= 3.13
JOBS ?= auto
# As many as there are processors: what runs beside the suite takes what a waiting test leaves idle, and each
# further worker collects and imports everything once more.
WORKERS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

# The version is part of a stamp's name: another PYTHON makes another environment.
VERSION := $(shell $(PYTHON) -c 'import platform; print(platform.python_version())' 2>/dev/null)
RUN_STAMP := $(VENV)/.run-$(VERSION)
TEST_STAMP := $(VENV)/.test-$(VERSION)
BENCH_STAMP := $(VENV)/.bench-$(VERSION)
UNFINISHED := $(VENV)/.unfinished
LOWEST := build/lowest/bin
LOWEST_STAMP := build/lowest/.installed-$(VERSION)
LOWEST_TESTS := tests/cli/test_json.py tests/documents/test_exports.py tests/facts/test_database.py \
    tests/facts/test_extracts.py tests/show/test_plate.py

OWN_ONLY := --follow-imports=skip --allow-subclassing-any --allow-untyped-decorators \
    --no-warn-unused-ignores --no-warn-return-any

# Bytecode is kept: each of the hundreds of processes that the tests start would compile all anew.
unexport PYTHONDONTWRITEBYTECODE
# The folders that tests write into, thousands and most of them small, are made in memory where it has room for
# them: no disk has to take what nobody keeps.
export PYTEST_DEBUG_TEMPROOT := $(shell awk '/^MemAvailable:/ {exit $$2 < 8000000}' /proc/meminfo 2>/dev/null && \
    [ -w /dev/shm ] && [ "$$(df -Pk /dev/shm | awk 'END {print $$4}')" -gt 2000000 ] && echo /dev/shm)

.PHONY: help report test suite suite-itself idle check style types types-elsewhere kernels compared lowest lowest-quick develop fuzz sbom audit golden notebooks bench bench-quick accuracy bundle clean python

help:
	@echo 'make report [DEPARTMENT=$(DEPARTMENT)] [YEAR=$(YEAR)]   生成报告 / render a report'
	@echo 'make test    检查与测试 / lint, types, tests, notebooks'
	@echo 'make check   提交前的快速检查 / lint, types and the quick tests of what changed'
	@echo 'make lowest  用所写的最低版本检查 / the quick tests on the lowest versions that are allowed'
	@echo 'make develop  只安装开发所需 / installs what development needs, runs nothing'
	@echo 'make fuzz [MINUTES=$(MINUTES)]  用损坏的文件反复试读 / damaged files, held against four oracles'
	@echo 'make sbom    所装组件清单（CycloneDX） / what is installed, with licences'
	@echo 'make audit   已知漏洞核对，需要网络 / known vulnerabilities, needs the network'
	@echo 'make golden  重新运行笔记本、保存输出并列出变动 / run the notebooks, store their outputs, say what moved'
	@echo 'make bench   性能测试 / benchmarks'
	@echo 'make bench-quick  四个比值，两分钟以内 / four ratios in under two minutes'
	@echo 'make accuracy  识读准确率 / how exactly documents are read, field by field'
	@echo 'make bundle  Windows 离线安装包 / an offline bundle for Windows'
	@echo 'make clean   删除环境与缓存 / remove the environment and the caches'

report: $(RUN_STAMP)
	@$(BIN)/auditkit report '$(DEPARTMENT)' '$(YEAR)'

# The lowest versions are no part of it: an environment of its own is a minute of two processors, and no
# change of a day touches it. Nor are the types as other systems have them, which the types here nearly always
# tell of. CI runs `make types-elsewhere lowest-quick` behind it.
test: $(TEST_STAMP)
	@# Beside the suite, which leaves processors idle where it waits, what is no part of it, one after the other.
	@# A part that fails fails the whole when all have ended.
	@$(MAKE) --no-print-directory --keep-going --jobs 2 --output-sync=target suite kernels compared idle

# What waits for nobody, and for which nobody waits, runs where a processor would else be idle.
idle: $(TEST_STAMP)
	@nice -n 10 $(MAKE) --no-print-directory types style

# What it says comes at once, and not as a whole when it ends.
suite: $(TEST_STAMP)
	@$(MAKE) --no-print-directory --output-sync=none suite-itself

# In the order of tests/conftest.py, the long files first: no processor waits for another at the end.
# A make that a test starts would else look for the jobs of this one.
# With the plugins that it uses: nbval loads Jupyter, and where pytest looks for plugins itself, it compiles the
# whole package anew for the one in it, as if its modules held assertions.
suite-itself: $(TEST_STAMP)
	MAKEFLAGS= $(BIN)/python -m pytest tests auditkit --ignore tests/kernels --doctest-modules \
	    --disable-plugin-autoload -p xdist -p hypothesispytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# In a process of its own: a kernel that leaves its client waiting (ipython/ipykernel#1554) holds up no others.
# In one: what is imported for all kernels is imported once.
kernels: $(TEST_STAMP)
	$(BIN)/python -m pytest -q tests/kernels

# The stored outputs of the notebooks against those of a new run.
compared: $(TEST_STAMP)
	$(BIN)/python -m pytest -q --disable-plugin-autoload -p nbval --nbval notebooks

# Before every commit: what the change touches, without what takes seconds.
check: $(TEST_STAMP)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target style types
	$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile -m 'not slow' $$($(BIN)/python tests/support/touched.py)

style: $(TEST_STAMP)
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/lint-imports
	$(BIN)/interrogate auditkit

types: $(TEST_STAMP)
	$(BIN)/python -m mypy --strict auditkit

# What another system's standard library lacks, where it is asked for anything that may be lacking;
# `types` has checked all use of other libraries.
types-elsewhere: $(TEST_STAMP)
	@$(BIN)/python tests/support/of_systems.py > $(VENV)/of_systems
	@for system in win32 darwin; do \
	    $(BIN)/python -m mypy --strict --platform $$system --cache-dir .mypy_cache/$$system $(OWN_ONLY) @$(VENV)/of_systems || exit; \
	done

# In an environment of its own: what pyproject.toml names as the lowest must do.
lowest: $(LOWEST_STAMP)
	$(LOWEST)/python -m pytest -q -n $(JOBS) --dist loadfile -m 'not slow' tests/cli tests/files tests/form tests/facts

# The part of it that every run of CI can afford: a report in every format, tables, ledgers, databases.
lowest-quick: $(LOWEST_STAMP)
	$(LOWEST)/python tests/support/lowest_versions.py
	$(LOWEST)/python -m pytest -q -k 'not another_process' $(LOWEST_TESTS)

develop: $(TEST_STAMP)

fuzz: $(TEST_STAMP)
	$(BIN)/python tests/fuzzing --minutes $(MINUTES)

sbom: $(TEST_STAMP)
	@$(BIN)/python tests/support/bill_of_materials.py

# In an environment of its own: it must not change what it looks at.
audit: $(RUN_STAMP)
	@$(PYTHON) -m venv build/audit && build/audit/bin/pip --disable-pip-version-check -qq install pip-audit
	-@build/audit/bin/pip-audit --progress-spinner off --format json --output build/audit/found.json \
		--path "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" 2>/dev/null
	@$(BIN)/python tests/support/vulnerabilities.py build/audit/found.json

golden notebooks: $(TEST_STAMP)
	$(BIN)/python tests/support/store_outputs.py

bench: $(BENCH_STAMP)
	$(BIN)/python -m benchmarks

bench-quick: $(BENCH_STAMP)
	$(BIN)/python -m benchmarks --quick

accuracy: $(TEST_STAMP)
	$(BIN)/python -m benchmarks.accuracy
	$(BIN)/python -m benchmarks.scans

# pip alone would choose by the markers of this machine, and leave out what Windows needs.
bundle: $(RUN_STAMP)
	rm -rf 'build/离线安装包'
	mkdir -p 'build/离线安装包/wheels'
	$(PIP) install 'uv>=0.9,<1'
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --python-platform x86_64-pc-windows-msvc \
	    --python-version $(BUNDLE_PYTHON) --extra lab --extra pdf --output-file build/windows.txt pyproject.toml
	$(PIP) wheel --no-deps --wheel-dir 'build/离线安装包/wheels' .
	$(PIP) download --no-deps --dest 'build/离线安装包/wheels' --only-binary=:all: --platform win_amd64 \
	    --python-version $(BUNDLE_PYTHON) --implementation cp --requirement build/windows.txt
	cp docs/windows/开始.bat 'build/离线安装包/'
	@du -sh 'build/离线安装包'

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo '需要 Python 3.11 以上（$(PYTHON)：$(or $(VERSION),未找到)），可用 make PYTHON=/path/to/python3.11 指定。' \
	         'Python 3.11 or newer is needed ($(PYTHON): $(or $(VERSION),not found)); name one with make PYTHON=/path/to/python3.11.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo '$(PYTHON) 缺少 venv 或 ensurepip，请先执行 apt install python3-venv。' \
	         '$(PYTHON) lacks venv or ensurepip: apt install python3-venv.' >&2; exit 1; }

comma := ,

# pip takes a package whose files were only half written for an installed one, so whatever an
# interrupted run left behind is cleared; so is an environment of another Python.
define prepared
	@if [ -e $(UNFINISHED) ] || \
	    [ "$$($(BIN)/python -m pip --version >/dev/null 2>&1 && $(BIN)/python -c 'import platform; print(platform.python_version())')" != '$(VERSION)' ]; \
	then \
	    rm -rf $(VENV) && mkdir $(VENV) && touch $(UNFINISHED) && $(PYTHON) -m venv $(VENV); \
	fi
	@touch $(UNFINISHED)
	@echo '安装依赖，首次约需一分钟。Installing; about a minute the first time.' >&2
endef

define install
	$(prepared)
	@$(PIP) install --compile -e '$(1)'
endef

$(RUN_STAMP): pyproject.toml | python
	$(call install,.[lab$(comma)pdf])
	@rm -f $(UNFINISHED) && touch $@

# uv takes half the time. It reads no pip.conf: where it reaches no package, pip does it. Nothing is compiled
# in advance: of ten thousand modules, 24 processor seconds, the tests import a quarter or two.
$(TEST_STAMP): pyproject.toml | python
	$(call prepared)
	@$(PIP) install 'uv>=0.9,<1'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -e '.[test]' || $(PIP) install --compile -e '.[test]'
	@rm -f $(UNFINISHED) && touch $(RUN_STAMP) $@

$(BENCH_STAMP): pyproject.toml | python
	$(call install,.[test$(comma)bench])
	@rm -f $(UNFINISHED) && touch $(RUN_STAMP) $(TEST_STAMP) $@

$(LOWEST_STAMP): pyproject.toml | $(TEST_STAMP)
	@$(BIN)/uv venv --quiet --clear --python $(PYTHON) build/lowest
	@$(BIN)/uv pip install --quiet --python $(LOWEST)/python --resolution lowest-direct -e '.[test]'
	@touch $@
