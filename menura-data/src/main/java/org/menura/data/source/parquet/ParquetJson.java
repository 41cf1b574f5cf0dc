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
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Makes JSON of Parquet's rows: columns become fields, structures objects, lists and maps theirs. */
public final class ParquetJson {
    private static final int MAX_DEPTH = 100;

    private ParquetJson() {}

    /**
     * Returns a row as a JSON object.
     *
     * @throws FormatException if it nests too deep
     */
    public static ObjectNode object(StructAccessor row) {
        return object(row, 0);
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
