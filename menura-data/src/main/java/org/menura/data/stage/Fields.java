package org.menura.data.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.plan.Row;

/** A row as JSONPath expressions see it: the document with its attributes in a field of that name. */
final class Fields {
    private Fields() {}

    static ObjectNode of(Row row) {
        ObjectNode attributes = AttributesJson.object(row.attributes());
        if (row.document().row().path("attributes") instanceof ObjectNode before) {
            ObjectNode both = before.objectNode();
            both.setAll(before);
            both.setAll(attributes);
            attributes = both;
        }
        return row.document().with("attributes", attributes).row();
    }
}
