package org.menura.eval.metric;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;

/** Scores of documents, read as numbers, pairs or texts. */
final class Scores {
    private Scores() {}

    static double number(@Nullable Object score) {
        return switch (score) {
            case Boolean b -> b ? 1 : 0;
            case Double d -> d;
            case Long l -> l;
            case Integer i -> i;
            case Float f -> f;
            case BigInteger b -> b.doubleValue();
            case null, default -> throw wrong("a number", score);
        };
    }

    static double[] numbers(List<? extends @Nullable Object> scores) {
        double[] numbers = new double[scores.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(scores.get(i));
        }
        return numbers;
    }

    static @Nullable Object first(@Nullable Object pair) {
        return item(pair, 0);
    }

    static @Nullable Object second(@Nullable Object pair) {
        return item(pair, 1);
    }

    private static @Nullable Object item(@Nullable Object pair, int index) {
        List<?> items = switch (pair) {
            case PythonTuple tuple -> tuple.items();
            case List<?> list -> list;
            case null, default -> List.of();
        };
        if (items.size() <= index) {
            throw wrong("a pair", pair);
        }
        return items.get(index);
    }

    static String text(@Nullable Object score) {
        if (score instanceof String text) {
            return text;
        }
        throw wrong("a text", score);
    }

    /** A text, or the only one of a list. */
    static String onlyText(@Nullable Object score) {
        List<String> texts = texts(score);
        if (texts.size() != 1) {
            throw wrong("one text", score);
        }
        return texts.getFirst();
    }

    /** A text or a list of them, as a list. */
    static List<String> texts(@Nullable Object score) {
        List<?> items = switch (score) {
            case List<?> list -> list;
            case PythonTuple tuple -> tuple.items();
            case null, default -> List.of(text(score));
        };
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            texts.add(text(item));
        }
        return texts;
    }

    static void refuseNone(List<?> scores) {
        if (scores.isEmpty()) {
            throw new FormatException("There are no scores to aggregate.");
        }
    }

    private static FormatException wrong(String wanted, @Nullable Object score) {
        return new FormatException("A score should be %s, but is %s.".formatted(wanted, Python.repr(score)));
    }
}
