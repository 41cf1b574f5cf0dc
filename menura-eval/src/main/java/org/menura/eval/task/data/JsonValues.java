package org.menura.eval.task.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** JSON as Python values, and what is left of a value that went through pandas' JSON. */
final class JsonValues {
    private static final int DECIMALS = 10;
    private static final double GREATEST = 1e16;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private JsonValues() {}

    /**
     * Parses a JSON text.
     *
     * @throws FormatException if it is none
     */
    static @Nullable Object parse(String text) {
        try {
            return value(MAPPER.readTree(text));
        } catch (JacksonException e) {
            throw new FormatException("it is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Turns a JSON tree into Python values. */
    static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> null;
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            case NUMBER -> number(node);
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>(node.size());
                node.forEach(item -> list.add(value(item)));
                yield list;
            }
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
                yield map;
            }
            default -> throw new FormatException("JSON holds something of the kind " + node.getNodeType());
        };
    }

    private static Object number(JsonNode node) {
        if (node.isBigInteger()) {
            BigInteger big = node.bigIntegerValue();
            return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
        }
        return node.isIntegralNumber() ? (Object) node.longValue() : (Object) node.doubleValue();
    }

    /**
     * Returns what is left of a value that was written and read by pandas' JSON: floats keep ten decimals, and a text that
     * is JSON itself becomes what it says.
     */
    static @Nullable Object roundTrip(Object value) {
        if (value instanceof String text) {
            try {
                return rounded(
                        MAPPER.readTree(text) instanceof JsonNode node && !node.isMissingNode() ? value(node) : text);
            } catch (JacksonException | FormatException e) {
                return text;
            }
        }
        return rounded(value);
    }

    private static @Nullable Object rounded(@Nullable Object value) {
        return switch (value) {
            case Double d -> read(write(d));
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>(list.size());
                list.forEach(item -> out.add(rounded(item)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((name, item) -> out.put(String.valueOf(name), rounded(item)));
                yield out;
            }
            case null, default -> value;
        };
    }

    /** Rounds the floats of a row to the ten decimals that pandas' JSON keeps, where all of a file goes through it. */
    static Map<String, @Nullable Object> coarse(Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        row.forEach((name, value) -> out.put(name, coarseValue(value)));
        return out;
    }

    private static @Nullable Object coarseValue(@Nullable Object value) {
        return switch (value) {
            case Double d -> write(d).doubleValue();
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>(list.size());
                list.forEach(item -> out.add(coarseValue(item)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((name, item) -> out.put(String.valueOf(name), coarseValue(item)));
                yield out;
            }
            case null, default -> value;
        };
    }

    private static BigDecimal write(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return BigDecimal.ZERO;
        }
        BigDecimal exact = new BigDecimal(value);
        return Math.abs(value) >= GREATEST
                ? exact
                : exact.setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros();
    }

    /** Reads digits as pandas does: the whole part plus the decimals divided by a power of ten. */
    private static double read(BigDecimal written) {
        if (written.scale() <= 0) {
            return written.doubleValue();
        }
        BigDecimal size = written.abs();
        double value = size.toBigInteger().doubleValue()
                + size.remainder(BigDecimal.ONE).unscaledValue().doubleValue() / Math.pow(10, size.scale());
        return written.signum() < 0 ? -value : value;
    }
}
