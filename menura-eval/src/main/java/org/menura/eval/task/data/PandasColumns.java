package org.menura.eval.task.data;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a list of objects as pandas' {@code read_json} makes them: floats that are all whole become whole numbers, and
 * numbers in columns named after dates become moments, counted in the coarsest unit that holds them.
 */
final class PandasColumns {
    private static final long A_YEAR = 31_536_000;
    private static final double WHOLE = 0x1p63;
    private static final List<TimeUnit> UNITS =
            List.of(TimeUnit.SECONDS, TimeUnit.MILLISECONDS, TimeUnit.MICROSECONDS, TimeUnit.NANOSECONDS);
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter FRACTION =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private PandasColumns() {}

    /** Returns the rows with what becomes of their columns. */
    static List<Map<String, @Nullable Object>> of(List<Map<String, @Nullable Object>> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.keySet()));
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        rows.forEach(row -> out.add(new LinkedHashMap<>(row)));
        for (String name : names) {
            List<Object> values = out.stream()
                    .map(row -> row.get(name))
                    .filter(Objects::nonNull)
                    .toList();
            if (!values.isEmpty() && values.stream().allMatch(PandasColumns::isWhole)) {
                out.forEach(row -> row.computeIfPresent(name, (_, value) -> ((Number) value).longValue()));
            }
            if (namesDate(name)) {
                moments(out, name);
            }
        }
        return out;
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Double d && d == Math.rint(d) && Math.abs(d) < WHOLE;
    }

    /** Returns whether pandas looks for dates in a column of this name. */
    static boolean namesDate(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith("_at")
                || lower.endsWith("_time")
                || lower.startsWith("timestamp")
                || lower.equals("modified")
                || lower.equals("date");
    }

    private static void moments(List<Map<String, @Nullable Object>> rows, String name) {
        List<Object> values =
                rows.stream().map(row -> row.get(name)).filter(Objects::nonNull).toList();
        long greatest = 0;
        for (Object value : values) {
            Long number = number(value);
            if (number == null || number <= A_YEAR) {
                return;
            }
            greatest = Math.max(greatest, number);
        }
        for (TimeUnit unit : UNITS) {
            if (greatest <= unit.convert(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
                rows.forEach(row -> row.computeIfPresent(name, (_, value) -> written(value, unit)));
                return;
            }
        }
    }

    private static @Nullable Long number(Object value) {
        if (value instanceof String text && text.matches("[0-9]{1,18}")) {
            return Long.valueOf(text);
        }
        return value instanceof Long number ? number : null;
    }

    private static String written(Object value, TimeUnit unit) {
        long nanos = unit.toNanos(Objects.requireNonNull(number(value)));
        Instant instant = Instant.EPOCH.plusNanos(nanos);
        LocalDateTime moment = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return (moment.getNano() == 0 ? WRITTEN : FRACTION).format(moment);
    }
}
