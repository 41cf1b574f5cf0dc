package org.menura.data.source.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Makes JSON of Parquet's rows: columns become fields, structures objects, lists and maps theirs. */
public final class ParquetJson {
    private static final int MAX_DEPTH = 100;

    /** A structure of a file's content and name, as data sets of Hugging Face have pictures and sounds. */
    private static final Set<String> FILE = Set.of("bytes", "path");

    private final @Nullable Files files;

    private ParquetJson(@Nullable Files files) {
        this.files = files;
    }

    /** Keeps files that lie within rows. */
    @FunctionalInterface
    public interface Files {
        /**
         * Keeps a file.
         *
         * @param name that it had; may be empty
         * @return where it is now
         */
        Path keep(byte[] content, String name);
    }

    /**
     * Returns a row as a JSON object; bytes are written in Base64.
     *
     * @throws FormatException if it nests too deep
     */
    public static ObjectNode object(StructAccessor row) {
        return new ParquetJson(null).object(row, 0);
    }

    /**
     * Returns a row as a JSON object, in which paths stand for files that lie within it.
     *
     * @throws FormatException if it nests too deep
     */
    public static ObjectNode object(StructAccessor row, Files files) {
        return new ParquetJson(files).object(row, 0);
    }

    private ObjectNode object(StructAccessor struct, int depth) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < struct.getFieldCount(); i++) {
            out.set(struct.getFieldName(i), value(struct.isNull(i) ? null : struct.getValue(i), depth));
        }
        return out;
    }

    private JsonNode value(@Nullable Object value, int depth) {
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
            case PqStruct struct when files != null && isFile(struct) -> file(struct, files);
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

    private static boolean isFile(PqStruct struct) {
        return struct.getFieldCount() == FILE.size()
                && FILE.contains(struct.getFieldName(0))
                && FILE.contains(struct.getFieldName(1))
                && !struct.getFieldName(0).equals(struct.getFieldName(1));
    }

    private static JsonNode file(PqStruct struct, Files files) {
        byte[] content = null;
        String path = "";
        for (int i = 0; i < struct.getFieldCount(); i++) {
            Object value = struct.isNull(i) ? null : struct.getValue(i);
            content = value instanceof byte[] bytes ? bytes : content;
            path = value instanceof String text ? text : path;
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (content != null) {
            return json.textNode(files.keep(content, path).toString());
        }
        return path.isEmpty() ? json.nullNode() : json.textNode(path);
    }
}
