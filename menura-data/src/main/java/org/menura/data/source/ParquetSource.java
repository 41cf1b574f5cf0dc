package org.menura.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.plan.Options;
import org.menura.data.plan.SourceType;
import org.menura.data.source.parquet.ParquetReader;
import org.menura.format.FormatException;

/** Parquet files: a document a row; columns become fields, structures objects, lists and maps theirs. */
public final class ParquetSource implements SourceType {
    private static final int MAX_DEPTH = 100;

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
            ObjectNode row = parquet.next(r -> object(r, 0));
            return row == null ? null : fields.document(row, "%s, row %d".formatted(name, parquet.number()));
        }

        @Override
        public void close() {
            parquet.close();
        }

        private static ObjectNode object(StructAccessor struct, int depth) {
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < struct.getFieldCount(); i++) {
                out.set(struct.getFieldName(i), value(struct.isNull(i) ? null : struct.getValue(i), depth));
            }
            return out;
        }

        private static JsonNode value(@Nullable Object value, int depth) {
            if (depth > MAX_DEPTH) {
                throw new FormatException("nested more than %d deep".formatted(MAX_DEPTH));
            }
            JsonNodeFactory json = JsonNodeFactory.instance;
            return switch (value) {
                case null -> json.nullNode();
                case String text -> json.textNode(text);
                case Boolean flag -> json.booleanNode(flag);
                case Integer number -> json.numberNode(number);
                case Long number -> json.numberNode(number);
                case Float number when !Float.isFinite(number) -> json.nullNode();
                case Float number -> json.numberNode(new BigDecimal(number.toString()));
                case Double number when !Double.isFinite(number) -> json.nullNode();
                case Double number -> json.numberNode(number);
                case BigDecimal number -> json.numberNode(number);
                case byte[] bytes -> json.textNode(Base64.getEncoder().encodeToString(bytes));
                case PqStruct struct -> object(struct, depth + 1);
                case PqList list -> {
                    ArrayNode out = json.arrayNode();
                    for (int i = 0; i < list.size(); i++) {
                        out.add(value(list.isNull(i) ? null : list.get(i), depth + 1));
                    }
                    yield out;
                }
                case PqMap map -> {
                    ObjectNode out = json.objectNode();
                    map.getEntries().forEach(e -> out.set(String.valueOf(e.getKey()), value(e.getValue(), depth + 1)));
                    yield out;
                }
                default -> json.textNode(value.toString()); // dates, times, UUIDs: as ISO 8601 and RFC 9562 write them
            };
        }
    }
}
