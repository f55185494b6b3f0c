-- What operators change in the law. Both tables are only ever added to: the newest row of a place is in force, and the rest
-- says who had changed what, when and why.

-- A place is name, tipo, ambiente, tenant_id and since; a row without a value takes the row before it back.
CREATE TABLE law_settings (
    id bigserial PRIMARY KEY,
    name text NOT NULL,
    value text,
    since date NOT NULL,
    tipo text,
    ambiente text,
    tenant_id uuid REFERENCES tenants,
    motivo text NOT NULL,
    quien text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT law_settings_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT law_settings_value_check CHECK (length(value) BETWEEN 1 AND 100),
    CONSTRAINT law_settings_tipo_check CHECK (length(tipo) BETWEEN 1 AND 100),
    CONSTRAINT law_settings_ambiente_check CHECK (ambiente IN ('00', '01')),
    CONSTRAINT law_settings_motivo_check CHECK (length(motivo) BETWEEN 1 AND 500)
);
CREATE INDEX law_settings_tenant_idx ON law_settings (tenant_id, name);

CREATE TABLE law_holidays (
    id bigserial PRIMARY KEY,
    day date NOT NULL,
    inhabil bool NOT NULL,
    motivo text NOT NULL,
    quien text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT law_holidays_motivo_check CHECK (length(motivo) BETWEEN 1 AND 500)
);

-- The amount from which a receptor is named is a reading like the others. Forced security would hide the tenants from an owner
-- that is no superuser.
ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY;
UPDATE tenants SET settings = jsonb_set(
    settings #- '{policy,receptor_desde}', '{readings}',
    coalesce(settings -> 'readings', '{}') || jsonb_build_object('receptorDesde01', settings #> '{policy,receptor_desde}'))
WHERE settings #> '{policy,receptor_desde}' IS NOT NULL;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;

-- Rows of no tenant hold for all: every tenant reads them, and they are written outside any tenant's scope only.
ALTER TABLE law_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE law_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_scope ON law_settings
    USING (tenant_id IS NULL OR tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id IS NOT DISTINCT FROM nullif(current_setting('app.tenant_id', true), '')::uuid);

GRANT SELECT, INSERT ON law_settings, law_holidays TO facturaxpress_app;
GRANT USAGE ON SEQUENCE law_settings_id_seq, law_holidays_id_seq TO facturaxpress_app;
