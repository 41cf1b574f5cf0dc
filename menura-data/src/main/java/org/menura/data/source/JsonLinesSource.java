package org.menura.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.plan.Options;
import org.menura.data.plan.PendingDocument;
import org.menura.data.plan.SourceType;

/** JSON lines, plain or compressed: Dolma's documents, or rows with a text in any field. */
public final class JsonLinesSource implements SourceType {
    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public boolean matches(Path file) {
        String name = Compression.bare(file);
        return name.endsWith(".jsonl") || name.endsWith(".json") || name.endsWith(".ndjson");
    }

    @Override
    public Reader create(Options options) {
        Fields fields = Fields.of(options);
        return new Reader() {
            @Override
            public Cursor<Document> open(Path file) {
                return openLazily(file).map(PendingDocument::get);
            }

            @Override
            public Cursor<PendingDocument> openLazily(Path file) {
                return new LineReader(file).map(line -> new Pending(line, file, fields));
            }
        };
    }

    private record Pending(LineReader.Line line, Path file, Fields fields) implements PendingDocument {
        @Override
        public int bytes() {
            return line.bytes().length;
        }

        @Override
        public Document get() {
            String where = "%s, line %d".formatted(file, line.number());
            JsonNode node = DocumentJson.parse(line.bytes(), where);
            return fields.document(node, where);
        }
    }
}
