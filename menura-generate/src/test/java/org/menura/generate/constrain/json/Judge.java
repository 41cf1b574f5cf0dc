package org.menura.generate.constrain.json;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

/** The verdicts of another validator. */
final class Judge {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Schema schema;

    Judge(String schema) {
        this.schema = REGISTRY.getSchema(schema, InputFormat.JSON);
    }

    boolean valid(String instance) {
        return schema.validate(instance, InputFormat.JSON).isEmpty();
    }
}
