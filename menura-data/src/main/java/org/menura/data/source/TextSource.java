package org.menura.data.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.function.Function;
import org.menura.data.Cursor;
import org.menura.data.TextReader;
import org.menura.data.dolma.Document;
import org.menura.data.plan.Options;
import org.menura.data.plan.SourceType;

/** Plain text: documents with a separator between them, by default blank lines. Their id is the text's SHA-256. */
public final class TextSource implements SourceType {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public boolean matches(Path file) {
        return file.toString().endsWith(".txt") || file.toString().endsWith(".txt.gz");
    }

    @Override
    public Reader create(Options options) {
        String separator = options.text("separator", "");
        Function<Path, Cursor<String>> reader =
                separator.isEmpty() ? TextReader.separatedByBlankLines() : TextReader.separatedBy(separator);
        Fields fields = new Fields(Document.TEXT, "id", "source", options.text("source", ""));
        return file -> {
            Cursor<String> texts = reader.apply(file);
            return texts.map(text -> {
                ObjectNode row = JsonNodeFactory.instance.objectNode();
                return fields.document(row.put(Document.TEXT, text), file.toString());
            });
        };
    }
}
