package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.data.dolma.Attributes;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.Span;
import org.menura.data.plan.Row;

/** What is written of a row. */
final class Results {
    private Results() {}

    /** The document of a row, with what the sink adds to it. */
    static ObjectNode document(StoredRow stored, Sink sink, Input input) {
        Row row = stored.row();
        Document document = row.document();
        if (sink.embedded()) {
            document = AttributesJson.into(document, row.attributes());
        } else if (sink.bare()) {
            document = document.without(List.of("attributes"));
        }
        if (sink.provenance()) {
            String where = "%s:%d".formatted(input.file().getFileName(), stored.number());
            document = document.withMetadata("provenance", TextNode.valueOf(where));
        }
        return document.row();
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
