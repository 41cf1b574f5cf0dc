package org.menura.data.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.dolma.Attributes;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.DolmaFiles;
import org.menura.data.dolma.RowId;
import org.menura.data.dolma.Span;
import org.menura.data.plan.PendingDocument;
import org.menura.data.plan.Row;
import org.menura.data.source.LineReader;
import org.menura.format.FormatException;

/** The rows of an input file, with the attributes that lie beside it. */
final class RowInput implements AutoCloseable {
    private final Path file;
    private final Cursor<PendingDocument> documents;
    private final List<Beside> attributes = new ArrayList<>();
    private long number;

    private record Beside(Path file, LineReader lines) {}

    private record BesideLine(Path file, LineReader.Line line) {}

    /** A row that is parsed later. */
    record Item(long number, int bytes, PendingDocument document, List<BesideLine> lines) {
        StoredRow parse() {
            Document parsed = document.get();
            SequencedMap<String, List<Span>> said = new LinkedHashMap<>();
            for (BesideLine beside : lines) {
                String where =
                        "%s, line %d".formatted(beside.file(), beside.line().number());
                said.putAll(AttributesJson.readRow(beside.line().bytes(), parsed.id(), where)
                        .spans());
            }
            return new StoredRow(new Row(RowId.of(parsed), parsed, new Attributes(said)), number, said.size());
        }
    }

    RowInput(Flow flow, Input input) {
        Reading reading = flow.reading(input);
        file = input.file();
        List<Path> beside = reading.attributes().stream()
                .map(name -> DolmaFiles.findAttributes(file, name))
                .toList();
        documents = reading.reader(file).openLazily(file);
        try {
            beside.forEach(path -> attributes.add(new Beside(path, new LineReader(path))));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Nullable
    Item next() {
        PendingDocument document = documents.next();
        List<BesideLine> lines = new ArrayList<>();
        for (Beside beside : attributes) {
            LineReader.Line line = beside.lines().next();
            if ((line == null) != (document == null)) {
                throw new FormatException("%s has %s rows than %s; attributes must have the rows of their documents"
                        .formatted(beside.file(), line == null ? "fewer" : "more", file));
            }
            if (line != null) {
                lines.add(new BesideLine(beside.file(), line));
            }
        }
        if (document == null) {
            return null;
        }
        number++;
        return new Item(number, document.bytes(), document, lines);
    }

    @Override
    public void close() {
        documents.close();
        attributes.forEach(beside -> beside.lines().close());
    }
}
