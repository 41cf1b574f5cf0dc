package org.menura.verify.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.menura.format.python.Python;
import org.menura.verify.Check;

/**
 * The figures of one record. A float must be written in the same digits, or lie within 10⁻¹² of the recorded one, since
 * logarithms differ in their last bit between processors; how many are the same is said.
 */
public final class Figures {
    private static final double TOLERANCE = 1e-12;

    /** A few last digits of 1: the difference of two means near 1 has no more to tell. */
    private static final double ROUNDING = 1e-15;

    private final String name;
    private final JsonNode record;
    private final Set<String> known = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private double worst;
    private int same;
    private int all;

    /** Begins to compare a record, which has a name for people. */
    public Figures(String name, JsonNode record) {
        this.name = name;
        this.record = record;
    }

    /** Returns whether a figure is recorded; it is known from now on. */
    public boolean has(String field) {
        known.add(field);
        return record.has(field) && !record.get(field).isNull();
    }

    /** Returns the names of all that is recorded. */
    public List<String> fields() {
        List<String> names = new ArrayList<>();
        record.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Returns what is recorded; it is known from now on. */
    public JsonNode get(String field) {
        known.add(field);
        return record.path(field);
    }

    /** Compares a figure, if it is recorded. */
    public void number(String field, double actual) {
        number(field, actual, TOLERANCE);
    }

    /** Compares a figure, if it is recorded, with a bound of the relative difference. */
    public void number(String field, double actual, double tolerance) {
        if (has(field)) {
            number(field, record.get(field), actual, tolerance);
        }
    }

    /** Compares a figure that is not a member of the record itself. */
    public void number(String shown, JsonNode expected, double actual) {
        number(shown, expected, actual, TOLERANCE);
    }

    private void number(String shown, JsonNode expected, double actual, double tolerance) {
        all++;
        if (expected.isTextual() && expected.asText().equals(Python.repr(actual))) {
            same++;
            return;
        }
        double reference = read(expected);
        double difference = Math.abs(actual - reference) / Math.max(1e-300, Math.max(Math.abs(reference), tolerance));
        if (actual == reference) {
            same++;
        } else if (Math.abs(actual - reference) <= ROUNDING) {
            worst = Math.max(worst, Math.min(difference, tolerance));
        } else if (difference <= tolerance) {
            worst = Math.max(worst, difference);
        } else {
            wrong.add("%s is %s instead of %s".formatted(shown, Python.repr(actual), expected.asText()));
        }
    }

    private static double read(JsonNode expected) {
        return switch (expected.asText()) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield expected.isNumber() ? expected.doubleValue() : Double.parseDouble(expected.asText());
                } catch (NumberFormatException e) {
                    yield Double.NaN;
                }
            }
        };
    }

    void equal(String shown, Object expected, Object actual) {
        all++;
        if (expected.equals(actual)) {
            same++;
        } else {
            wrong.add("%s is %s instead of %s".formatted(shown, shorten(actual), shorten(expected)));
        }
    }

    private static String shorten(Object value) {
        String text = String.valueOf(value);
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }

    /** Says that something else is wrong. */
    public void fail(String why) {
        wrong.add(why);
    }

    /** Returns the check of the record; a recorded float that nothing was computed for is a failure. */
    public Check check() {
        record.properties().forEach(field -> {
            boolean number = field.getValue().isTextual() && !Double.isNaN(read(field.getValue()));
            if (number && !known.contains(field.getKey())) {
                wrong.add(field.getKey() + " is none of the metrics known");
            }
        });
        if (!wrong.isEmpty()) {
            return Check.failed(name, String.join("; ", wrong));
        }
        if (all == 0) {
            return Check.failed(name, "no figure that is known is recorded");
        }
        return new Check(
                name,
                worst,
                worst,
                TOLERANCE,
                true,
                "%d of %d figures the same to the last digit".formatted(same, all));
    }
}
