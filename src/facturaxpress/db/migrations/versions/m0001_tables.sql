-- Tenants, their documents, their secrets (sealed), the queue and the schedule.
--
-- Every table with tenant_id, and tenants itself, stands under forced row-level security: the application's role sees the
-- rows of the tenant that its transaction names in app.tenant_id, and none without it. jobs and schedules hold ids only.

-- Tenants -------------------------------------------------------------------------------------------------------------

CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug text NOT NULL CONSTRAINT tenants_slug_key UNIQUE,
    nombre text NOT NULL,
    nit text NOT NULL,
    nrc text,
    ambiente text NOT NULL DEFAULT '00',
    emisor jsonb NOT NULL,
    mh_url text,
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_slug_check CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT tenants_nombre_check CHECK (length(nombre) BETWEEN 1 AND 250),
    CONSTRAINT tenants_nit_check CHECK (nit ~ '^([0-9]{14}|[0-9]{9})$'),
    CONSTRAINT tenants_nrc_check CHECK (nrc ~ '^[0-9]{1,8}$'),
    CONSTRAINT tenants_ambiente_check CHECK (ambiente IN ('00', '01')),
    CONSTRAINT tenants_emisor_check CHECK (jsonb_typeof(emisor) = 'object'),
    CONSTRAINT tenants_settings_check CHECK (jsonb_typeof(settings) = 'object')
);

CREATE TABLE establecimientos (
    tenant_id uuid NOT NULL REFERENCES tenants,
    codigo char(4) NOT NULL,
    nombre text NOT NULL DEFAULT '',
    direccion jsonb,
    telefono text,
    correo text,
    orden int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, codigo),
    CONSTRAINT establecimientos_codigo_check CHECK (codigo ~ '^[A-Z0-9]{4}$')
);

CREATE TABLE puntos_venta (
    tenant_id uuid NOT NULL,
    establecimiento char(4) NOT NULL,
    codigo char(4) NOT NULL,
    nombre text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, establecimiento, codigo),
    FOREIGN KEY (tenant_id, establecimiento) REFERENCES establecimientos (tenant_id, codigo) ON DELETE CASCADE,
    CONSTRAINT puntos_venta_codigo_check CHECK (codigo ~ '^[A-Z0-9]{4}$')
);

-- Who may come in, and what is needed to go out ---------------------------------------------------------------------------

CREATE TABLE api_tokens (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid REFERENCES tenants,
    role text NOT NULL,
    token_sha256 bytea NOT NULL CONSTRAINT api_tokens_token_sha256_key UNIQUE,
    nombre text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    CONSTRAINT api_tokens_token_sha256_check CHECK (length(token_sha256) = 32),
    CONSTRAINT api_tokens_role_check CHECK (role IN ('tenant_admin', 'super_admin')),
    -- A token of no tenant would be a tenant administrator of nothing.
    CONSTRAINT api_tokens_tenant_check CHECK (tenant_id IS NOT NULL OR role = 'super_admin')
);
CREATE INDEX api_tokens_tenant_idx ON api_tokens (tenant_id);

CREATE TABLE tenant_certificates (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants,
    ambiente text NOT NULL,
    nit text NOT NULL,
    certificado_encriptado text NOT NULL,
    fingerprint text NOT NULL,
    public_key_pem text NOT NULL,
    not_before timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    activo bool NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_certificates_ambiente_check CHECK (ambiente IN ('00', '01')),
    CONSTRAINT tenant_certificates_fingerprint_check CHECK (fingerprint ~ '^[0-9a-f]{64}$')
);
CREATE INDEX tenant_certificates_tenant_idx ON tenant_certificates (tenant_id, ambiente, created_at DESC);
-- Which key signs is never a matter of chance.
CREATE UNIQUE INDEX tenant_certificates_activo_key ON tenant_certificates (tenant_id, ambiente) WHERE activo;

CREATE TABLE tenant_mh_credentials (
    tenant_id uuid NOT NULL REFERENCES tenants,
    ambiente text NOT NULL,
    usuario text NOT NULL,
    clave_encriptada text NOT NULL,
    PRIMARY KEY (tenant_id, ambiente),
    CONSTRAINT tenant_mh_credentials_ambiente_check CHECK (ambiente IN ('00', '01'))
);

-- Documents -----------------------------------------------------------------------------------------------------------

CREATE TABLE number_series (
    tenant_id uuid NOT NULL REFERENCES tenants,
    ambiente text NOT NULL,
    tipo_dte text NOT NULL,
    establecimiento char(4) NOT NULL,
    punto_venta char(4) NOT NULL,
    anio int NOT NULL,
    ultimo bigint NOT NULL,
    PRIMARY KEY (tenant_id, ambiente, tipo_dte, establecimiento, punto_venta, anio),
    CONSTRAINT number_series_ambiente_check CHECK (ambiente IN ('00', '01')),
    CONSTRAINT number_series_tipo_dte_check CHECK (tipo_dte ~ '^[0-9]{2}$'),
    CONSTRAINT number_series_anio_check CHECK (anio BETWEEN 2000 AND 2999),
    -- numeroControl has fifteen digits for it.
    CONSTRAINT number_series_ultimo_check CHECK (ultimo BETWEEN 0 AND 999999999999999)
) WITH (fillfactor = 50); -- a row here is rewritten for every document: room for the new version keeps it in its page

CREATE TABLE dtes (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants,
    codigo_generacion text NOT NULL CONSTRAINT dtes_codigo_generacion_key UNIQUE,
    numero_control text NOT NULL,
    tipo_dte text NOT NULL,
    version int NOT NULL,
    ambiente text NOT NULL,
    estado text NOT NULL,
    fec_emi date NOT NULL,
    hor_emi time NOT NULL,
    receptor_nombre text,
    receptor_documento text,
    total numeric(14, 2) NOT NULL,
    resumen jsonb NOT NULL DEFAULT '{}',
    referencia text,
    entrada_sha256 bytea,
    documento text NOT NULL,
    jws text NOT NULL,
    sello_recibido text,
    fh_procesamiento text,
    respuesta_mh text,
    codigo_msg text,
    descripcion_msg text,
    observaciones jsonb NOT NULL DEFAULT '[]',
    lease_until timestamptz,
    lease_holder uuid,
    intentos int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    sealed_at timestamptz,
    CONSTRAINT dtes_referencia_key UNIQUE (tenant_id, referencia),
    -- So that what refers to a document can only refer to one of its own tenant.
    CONSTRAINT dtes_tenant_id_key UNIQUE (tenant_id, id),
    CONSTRAINT dtes_codigo_generacion_check CHECK (codigo_generacion ~ '^[A-F0-9]{8}(-[A-F0-9]{4}){3}-[A-F0-9]{12}$'),
    CONSTRAINT dtes_numero_control_check CHECK (numero_control ~ '^DTE-[0-9]{2}-[A-Z0-9]{8}-[0-9]{15}$'),
    CONSTRAINT dtes_tipo_dte_check CHECK (tipo_dte IN ('01', '03', '04', '05', '06', '07', '08', '09', '11', '14', '15')),
    CONSTRAINT dtes_version_check CHECK (version BETWEEN 1 AND 99),
    CONSTRAINT dtes_ambiente_check CHECK (ambiente IN ('00', '01')),
    CONSTRAINT dtes_estado_check CHECK (estado IN ('FIRMADO', 'PROCESADO', 'RECHAZADO')),
    CONSTRAINT dtes_referencia_check CHECK (length(referencia) BETWEEN 1 AND 200),
    CONSTRAINT dtes_entrada_sha256_check CHECK (length(entrada_sha256) = 32),
    CONSTRAINT dtes_observaciones_check CHECK (jsonb_typeof(observaciones) = 'array'),
    CONSTRAINT dtes_intentos_check CHECK (intentos >= 0),
    -- A seal is never invented and never lost: MH's answer stands beside it.
    CONSTRAINT dtes_sello_check CHECK (
        CASE estado
            WHEN 'PROCESADO' THEN sello_recibido IS NOT NULL AND sealed_at IS NOT NULL AND respuesta_mh IS NOT NULL
            ELSE sello_recibido IS NULL AND sealed_at IS NULL
        END),
    CONSTRAINT dtes_sello_recibido_check CHECK (sello_recibido ~ '^[0-9]{4}[0-9A-Z]{36}$'),
    CONSTRAINT dtes_respuesta_check CHECK (estado <> 'RECHAZADO' OR respuesta_mh IS NOT NULL)
);
-- Signed text hardly shrinks, so pglz would only cost time.
ALTER TABLE dtes ALTER COLUMN documento SET STORAGE EXTERNAL, ALTER COLUMN jws SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX dtes_numero_control_key
    ON dtes (tenant_id, ambiente, tipo_dte, numero_control, (extract(year FROM fec_emi)));
CREATE INDEX dtes_page_idx ON dtes (tenant_id, created_at DESC, id DESC);
CREATE INDEX dtes_fec_emi_idx ON dtes (tenant_id, fec_emi);
-- What has no answer yet is little and asked for often.
CREATE INDEX dtes_firmado_idx ON dtes (tenant_id, created_at) WHERE estado = 'FIRMADO';

CREATE TABLE dte_transmisiones (
    id bigserial PRIMARY KEY,
    tenant_id uuid NOT NULL,
    dte_id uuid NOT NULL,
    n int NOT NULL,
    kind text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    http_status int,
    body text,
    outcome text,
    CONSTRAINT dte_transmisiones_n_key UNIQUE (dte_id, n),
    FOREIGN KEY (tenant_id, dte_id) REFERENCES dtes (tenant_id, id),
    CONSTRAINT dte_transmisiones_kind_check CHECK (kind IN ('envio', 'consulta')),
    CONSTRAINT dte_transmisiones_n_check CHECK (n >= 1)
);

-- Written once: what MH answered stays as it was, for whoever may update these columns too. The conditions are looked at
-- before the function is called, so an ordinary update does not pay for it.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN
        RAISE EXCEPTION '%.% is evidence: %', TG_TABLE_NAME, OLD.id, TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
                CONSTRAINT = TG_NAME;
    END $$;
CREATE TRIGGER dtes_verdict_once BEFORE UPDATE ON dtes FOR EACH ROW
    WHEN (OLD.estado <> 'FIRMADO' AND (OLD.estado, OLD.sello_recibido, OLD.fh_procesamiento, OLD.respuesta_mh,
            OLD.codigo_msg, OLD.descripcion_msg, OLD.observaciones, OLD.sealed_at)
        IS DISTINCT FROM (NEW.estado, NEW.sello_recibido, NEW.fh_procesamiento, NEW.respuesta_mh,
            NEW.codigo_msg, NEW.descripcion_msg, NEW.observaciones, NEW.sealed_at))
    EXECUTE FUNCTION refuse_rewriting('its verdict is written once');
CREATE TRIGGER dte_transmisiones_once BEFORE UPDATE ON dte_transmisiones FOR EACH ROW
    WHEN (OLD.finished_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION refuse_rewriting('a finished attempt is written once');

CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL REFERENCES tenants,
    key text NOT NULL,
    body_sha256 bytea NOT NULL,
    holder uuid,
    dte_id uuid,
    lease_until timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key),
    FOREIGN KEY (tenant_id, dte_id) REFERENCES dtes (tenant_id, id),
    CONSTRAINT idempotency_keys_key_check CHECK (length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_keys_body_sha256_check CHECK (length(body_sha256) = 32)
);
CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at);

-- Work to do ----------------------------------------------------------------------------------------------------------

-- attempts counts every time a job was taken and tells one taking from the next; failures counts those in a row that came to
-- nothing. A job that failed too often is kept with dead_at until an operator looks at it.
CREATE TABLE jobs (
    id bigserial PRIMARY KEY,
    kind text NOT NULL,
    tenant_id uuid,
    subject_id uuid,
    run_at timestamptz NOT NULL DEFAULT now(),
    attempts int NOT NULL DEFAULT 0,
    failures int NOT NULL DEFAULT 0,
    lease_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    dead_at timestamptz,
    CONSTRAINT jobs_kind_check CHECK (length(kind) BETWEEN 1 AND 100),
    CONSTRAINT jobs_end_check CHECK (finished_at IS NULL OR dead_at IS NULL)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX jobs_ready_idx ON jobs (run_at, id) WHERE finished_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_finished_idx ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_dead_idx ON jobs (dead_at) WHERE dead_at IS NOT NULL;

CREATE TABLE schedules (
    name text PRIMARY KEY,
    cron text NOT NULL,
    kind text NOT NULL,
    enabled bool NOT NULL DEFAULT true,
    next_run_at timestamptz,
    last_run_at timestamptz
);

-- Whoever edits a cron expression by hand need not know how the next tick is kept.
CREATE FUNCTION schedules_forget_next() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN NEW.next_run_at := NULL; RETURN NEW; END $$;
CREATE TRIGGER schedules_cron_changed BEFORE UPDATE ON schedules
    FOR EACH ROW WHEN (NEW.cron IS DISTINCT FROM OLD.cron) EXECUTE FUNCTION schedules_forget_next();

-- Row-level security --------------------------------------------------------------------------------------------------

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'tenants', 'establecimientos', 'puntos_venta', 'api_tokens', 'tenant_certificates', 'tenant_mh_credentials',
        'number_series', 'dtes', 'dte_transmisiones', 'idempotency_keys'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_scope ON %1$I USING (%2$I = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)'
            ' WITH CHECK (%2$I = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)',
            name, CASE name WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END);
    END LOOP;
END
$$;

-- The functions below run as the tables' owner. Where that is no superuser, forced security holds for it too, so it is let
-- through by name on the two tables they read. current_user is the owner here; the application's role is not a member of it.
CREATE POLICY owner_lookup ON tenants FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY owner_lookup ON api_tokens TO CURRENT_USER USING (true) WITH CHECK (true);

-- The only ways across tenants ------------------------------------------------------------------------------------------

CREATE FUNCTION tenant_by_slug(wanted text) RETURNS TABLE (id uuid, slug text, nombre text, nit text, ambiente text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT t.id, t.slug, t.nombre, t.nit, t.ambiente FROM public.tenants t WHERE t.slug = wanted $$;

CREATE FUNCTION tenant_list() RETURNS TABLE (id uuid, slug text, nombre text, nit text, ambiente text, created_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT t.id, t.slug, t.nombre, t.nit, t.ambiente, t.created_at FROM public.tenants t ORDER BY t.slug $$;

-- One row for a token that is valid, none otherwise. tenant_id and slug are null for a token of no tenant.
CREATE FUNCTION authenticate_token(sha256 bytea)
    RETURNS TABLE (token_id uuid, tenant_id uuid, slug text, role text, nombre text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
        SELECT k.id, k.tenant_id, t.slug, k.role, k.nombre
        FROM public.api_tokens k LEFT JOIN public.tenants t ON t.id = k.tenant_id
        WHERE k.token_sha256 = sha256 AND k.revoked_at IS NULL
    $$;

-- Tokens of no tenant belong to nobody's scope, so they are made, listed and revoked here.
CREATE FUNCTION global_token_add(id uuid, role text, sha256 bytea, nombre text) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ INSERT INTO public.api_tokens (id, tenant_id, role, token_sha256, nombre) VALUES (id, NULL, role, sha256, nombre) $$;

CREATE FUNCTION global_token_list()
    RETURNS TABLE (id uuid, role text, nombre text, created_at timestamptz, revoked_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
        SELECT k.id, k.role, k.nombre, k.created_at, k.revoked_at
        FROM public.api_tokens k WHERE k.tenant_id IS NULL ORDER BY k.created_at, k.id
    $$;

CREATE FUNCTION global_token_revoke(wanted uuid) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
        WITH done AS (
            UPDATE public.api_tokens k SET revoked_at = now()
            WHERE k.id = wanted AND k.tenant_id IS NULL AND k.revoked_at IS NULL RETURNING 1
        )
        SELECT EXISTS (SELECT FROM done)
    $$;

-- What the application's role may do --------------------------------------------------------------------------------------

REVOKE ALL ON FUNCTION tenant_by_slug, tenant_list, authenticate_token, global_token_add, global_token_list,
    global_token_revoke FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_by_slug, tenant_list, authenticate_token, global_token_add, global_token_list,
    global_token_revoke TO facturaxpress_app;

GRANT SELECT ON alembic_version TO facturaxpress_app;
GRANT SELECT, INSERT, UPDATE ON tenants TO facturaxpress_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON establecimientos, puntos_venta, tenant_mh_credentials, idempotency_keys, jobs,
    schedules TO facturaxpress_app;
GRANT SELECT, INSERT, UPDATE (revoked_at, nombre) ON api_tokens TO facturaxpress_app;
GRANT SELECT, INSERT, UPDATE (activo) ON tenant_certificates TO facturaxpress_app;
GRANT SELECT, INSERT, UPDATE ON number_series TO facturaxpress_app;
-- Evidence: a document and the record of its sendings are never deleted, what was signed is never rewritten, and the triggers
-- above let the rest be written once.
GRANT SELECT, INSERT, UPDATE (estado, sello_recibido, fh_procesamiento, respuesta_mh, codigo_msg, descripcion_msg, observaciones,
    lease_until, lease_holder, intentos, updated_at, sealed_at) ON dtes TO facturaxpress_app;
GRANT SELECT, INSERT, UPDATE (finished_at, http_status, body, outcome) ON dte_transmisiones TO facturaxpress_app;
GRANT USAGE ON SEQUENCE jobs_id_seq, dte_transmisiones_id_seq TO facturaxpress_app;
