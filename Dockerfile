# One image, four uses: docker-compose.yml starts it as release, web, worker and scheduler.

FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY scripts/build_assets.mjs scripts/
COPY static/src static/src
RUN npm run build

FROM python:3.12-slim-trixie AS packages
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --requirement requirements.txt
WORKDIR /app
COPY scripts/build_fonts.py scripts/
COPY --from=assets /app/static/dist static/dist
RUN /venv/bin/python scripts/build_fonts.py

FROM postgres:16-trixie AS postgres

FROM python:3.12-slim-trixie
# Pango sets the type of the PDFs; libpq5 and what follows it are what pg_dump and pg_restore need.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libpq5 liblz4-1 libzstd1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin commonweal
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    STATIC_ROOT=/app/static/collected
COPY --from=packages /venv /venv
# Backups are made and read by the programs of the server in docker-compose.yml: Debian's are of another version.
COPY --from=postgres /usr/lib/postgresql/16/bin/pg_dump /usr/lib/postgresql/16/bin/pg_restore /usr/local/bin/
COPY manage.py Procfile gunicorn.conf.py ./
COPY scripts/process.sh scripts/release.py scripts/healthcheck.py scripts/
COPY scoring scoring
COPY procurement procurement
COPY templates templates
# Served as the pages of help.
COPY docs/guide docs/guide
COPY --from=packages /app/static/dist static/dist
# Collecting files uses no key, but the settings refuse to be read without them.
RUN SECRET_KEY=unused SEALING_KEYS=unused python manage.py collectstatic --no-input --verbosity 0 \
    && install --directory --owner=commonweal --group=commonweal var var/media
USER commonweal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "scripts/healthcheck.py"]
CMD ["scripts/process.sh", "web"]
