package org.menura.data.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.plan.Options;
import org.menura.data.plan.SourceType;
import org.menura.data.source.parquet.ParquetJson;
import org.menura.data.source.parquet.ParquetReader;

/** Parquet files: a document a row; columns become fields, structures objects, lists and maps theirs. */
public final class ParquetSource implements SourceType {
    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public boolean matches(Path file) {
        return file.toString().endsWith(".parquet");
    }

    @Override
    public Reader create(Options options) {
        Fields fields = Fields.of(options);
        return file -> new Rows(ParquetReader.open(file), file.toString(), fields);
    }

    /** Opens a file that is in memory, by the usual names of fields. */
    public static Cursor<Document> open(ByteBuffer bytes, String name) {
        return new Rows(ParquetReader.open(bytes, name), name, Fields.of(Options.none()));
    }

    private record Rows(ParquetReader parquet, String name, Fields fields) implements Cursor<Document> {
        @Override
        public @Nullable Document next() {
            ObjectNode row = parquet.next(ParquetJson::object);
            return row == null ? null : fields.document(row, "%s, row %d".formatted(name, parquet.number()));
        }

        @Override
        public void close() {
            parquet.close();
        }
    }
}
