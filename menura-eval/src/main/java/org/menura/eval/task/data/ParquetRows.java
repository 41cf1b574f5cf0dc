package org.menura.eval.task.data;

import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.data.source.parquet.ParquetReader;
import org.menura.format.FormatException;

/** Reads Parquet files: structures become maps, lists lists. */
final class ParquetRows {
    private static final int MAX_DEPTH = 100;

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private ParquetRows() {}

    static List<Map<String, @Nullable Object>> read(Path file) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (ParquetReader parquet = ParquetReader.open(file)) {
            Map<String, @Nullable Object> row = parquet.next(r -> map(r, 0));
            while (row != null) {
                rows.add(row);
                row = parquet.next(r -> map(r, 0));
            }
        }
        return rows;
    }

    private static Map<String, @Nullable Object> map(StructAccessor struct, int depth) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        for (int i = 0; i < struct.getFieldCount(); i++) {
            out.put(struct.getFieldName(i), value(struct.isNull(i) ? null : struct.getValue(i), depth));
        }
        return out;
    }

    private static @Nullable Object value(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FormatException("a row nests more than %d deep".formatted(MAX_DEPTH));
        }
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean flag -> flag;
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case BigInteger number -> number;
            case Float number -> number.doubleValue();
            case Double number -> number;
            case BigDecimal number -> number.doubleValue();
            case PqStruct struct -> map(struct, depth + 1);
            case PqList list -> {
                List<@Nullable Object> out = new ArrayList<>(list.size());
                for (int i = 0; i < list.size(); i++) {
                    out.add(value(list.isNull(i) ? null : list.get(i), depth + 1));
                }
                yield out;
            }
            case PqMap map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.getEntries().forEach(e -> out.put(String.valueOf(e.getKey()), value(e.getValue(), depth + 1)));
                yield out;
            }
            case Instant moment -> MOMENT.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
            case LocalDateTime moment -> MOMENT.format(moment);
            case LocalDate date -> date.toString();
            case byte[] _ ->
                throw new FormatException("a column holds bytes, which evaluation tasks of texts have no use for");
            default -> value.toString();
        };
    }
}
