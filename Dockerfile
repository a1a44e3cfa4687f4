# auditkit on a server: builds once, then runs without a network and without root.
#
#   docker build -t auditkit .
#   docker run --rm --network none --user "$(id -u)" -v "$PWD:/audit" auditkit run --all
#
# /audit is the workbench: data/ is read, reports/ written. `--build-arg EXTRAS=all` takes everything.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS wheel
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:${PYTHON}-slim
ARG EXTRAS=pdf
COPY --from=wheel /wheels /wheels
RUN pip install --no-cache-dir "$(echo /wheels/auditkit-*.whl)[${EXTRAS}]" \
    && rm -r /wheels \
    && useradd --no-create-home --uid 10001 audit
# Whoever runs it, caches go where anybody may write; programs speak UTF-8.
ENV HOME=/tmp LANG=C.UTF-8 PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /audit
# by number: a cluster that refuses root knows it for another user
USER 10001
ENTRYPOINT ["auditkit"]
CMD ["--help"]
