-- Which documents a document names, by their codigoGeneracion: what acts on a document is found from the document it acts on.
-- The codes need not be ours: one may relate what somebody else issued.

CREATE TABLE dte_relaciones (
    tenant_id uuid NOT NULL,
    dte_id uuid NOT NULL,
    codigo_generacion text NOT NULL,
    PRIMARY KEY (dte_id, codigo_generacion),
    FOREIGN KEY (tenant_id, dte_id) REFERENCES dtes (tenant_id, id),
    CONSTRAINT dte_relaciones_codigo_check
        CHECK (codigo_generacion ~ '^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$')
);
CREATE INDEX dte_relaciones_codigo_idx ON dte_relaciones (tenant_id, codigo_generacion);

ALTER TABLE dte_relaciones ENABLE ROW LEVEL SECURITY;
ALTER TABLE dte_relaciones FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_scope ON dte_relaciones
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Evidence like the documents: never rewritten, never deleted.
GRANT SELECT, INSERT ON dte_relaciones TO facturaxpress_app;
