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
import java.math.MathContext;
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
                        MAPPER.readTree(text) instanceof JsonNode node && !node.isMissingNode() ? value(node) : text,
                        true);
            } catch (JacksonException | FormatException e) {
                return text;
            }
        }
        return rounded(value, true);
    }

    private static @Nullable Object rounded(@Nullable Object value, boolean reads) {
        return switch (value) {
            case Double d -> Math.copySign(reads ? read(write(d)) : write(d).doubleValue(), d);
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>(list.size());
                list.forEach(item -> out.add(rounded(item, reads)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((name, item) -> out.put(String.valueOf(name), rounded(item, reads)));
                yield out;
            }
            case null, default -> value;
        };
    }

    /**
     * Rounds the floats of a row to the ten decimals that pandas' JSON keeps, where all of a file goes through it.
     *
     * @param reads whether pandas also reads them again; else Arrow does
     */
    static Map<String, @Nullable Object> coarse(Map<String, @Nullable Object> row, boolean reads) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        row.forEach((name, value) -> out.put(name, rounded(value, reads)));
        return out;
    }

    /** Writes a float as pandas does: ten decimals, or ten digits where it is large. */
    private static BigDecimal write(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return BigDecimal.ZERO;
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal written = Math.abs(value) > GREATEST
                ? exact.round(new MathContext(DECIMALS, RoundingMode.HALF_EVEN))
                : exact.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        return written.stripTrailingZeros();
    }

    /** Reads digits as pandas does: the whole part plus the decimals times a rounded power of ten, without its sign. */
    private static double read(BigDecimal written) {
        BigDecimal size = written.abs();
        int exponent = size.doubleValue() > GREATEST ? size.precision() - size.scale() - 1 : 0;
        BigDecimal digits = size.movePointLeft(exponent);
        double value = digits.toBigInteger().doubleValue();
        if (digits.scale() > 0) {
            value += digits.remainder(BigDecimal.ONE).unscaledValue().doubleValue() * power(-digits.scale());
        }
        return exponent == 0 ? value : value * power(exponent);
    }

    private static double power(int exponent) {
        return BigDecimal.ONE.scaleByPowerOfTen(exponent).doubleValue();
    }
}
