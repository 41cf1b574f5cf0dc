package org.menura.generate.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a watermark strictly: what is of a wrong type or not read is an error. */
final class WatermarkFields {
    private static final BigInteger LEAST = BigInteger.ONE.shiftLeft(63).negate();

    private final JsonNode object;
    private final Set<String> read = new HashSet<>();

    WatermarkFields(JsonNode object) {
        this.object = object;
    }

    private @Nullable JsonNode field(String name) {
        read.add(name);
        return object.hasNonNull(name) ? object.get(name) : null;
    }

    private static IllegalArgumentException wrong(String name, String wanted, JsonNode value) {
        String shown = value.toString();
        return new IllegalArgumentException("%s must be %s, but it is %s"
                .formatted(name, wanted, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }

    String text(String name, String otherwise) {
        JsonNode value = field(name);
        if (value != null && !value.isTextual()) {
            throw wrong(name, "a text", value);
        }
        return value == null ? otherwise : value.textValue();
    }

    double number(String name, double otherwise) {
        JsonNode value = field(name);
        if (value != null && !value.isNumber()) {
            throw wrong(name, "a number", value);
        }
        return value == null ? otherwise : value.doubleValue();
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = field(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "true or false", value);
        }
        return value == null ? otherwise : value.booleanValue();
    }

    int integer(String name, int otherwise) {
        JsonNode value = field(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, "a whole number of 32 bits", value);
        }
        return value.intValue();
    }

    long whole(String name, long otherwise) {
        JsonNode value = field(name);
        return value == null ? otherwise : whole(name, value);
    }

    private static long whole(String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number of 64 bits", value);
        }
        return value.longValue();
    }

    /** A key or seed as torch takes them: from −2⁶³ to 2⁶⁴ − 1. */
    BigInteger key(String name, BigInteger otherwise) {
        JsonNode value = field(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || value.bigIntegerValue().bitLength() > 64
                || value.bigIntegerValue().compareTo(LEAST) < 0) {
            throw wrong(name, "a whole number from -2^63 to 2^64 - 1", value);
        }
        return value.bigIntegerValue();
    }

    List<Long> wholes(String name) {
        JsonNode value = field(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " must be given: a list of whole numbers, one per layer");
        }
        if (!value.isArray()) {
            throw wrong(name, "a list of whole numbers", value);
        }
        List<Long> out = new ArrayList<>();
        for (JsonNode element : value) {
            out.add(whole(name, element));
        }
        return out;
    }

    /** Refuses fields that nothing has read. */
    void finish(String kind) {
        object.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                throw new IllegalArgumentException("the watermark '%s' has no field '%s'; it has %s"
                        .formatted(
                                kind,
                                name,
                                String.join(", ", read.stream().sorted().toList())));
            }
        });
    }
}
