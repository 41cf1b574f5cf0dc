package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.data.dolma.Attributes;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.Span;
import org.menura.data.plan.Row;

/** What is written of a row. */
final class Results {
    private Results() {}

    static ObjectNode document(Row row, Sink sink) {
        ObjectNode document = row.document().row();
        return sink.embedded()
                ? row.document()
                        .with("attributes", AttributesJson.object(row.attributes()))
                        .row()
                : document;
    }

    /** The attributes that this run added: those behind the ones that were read. */
    static Attributes added(Attributes attributes, int read) {
        SequencedMap<String, List<Span>> added = new LinkedHashMap<>();
        int i = 0;
        for (var each : attributes.spans().entrySet()) {
            if (i++ >= read) {
                added.put(each.getKey(), each.getValue());
            }
        }
        return new Attributes(added);
    }
}
