package org.menura.world.dbbench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Compares final answers with labels as AgentBench does. */
final class SqlAnswers {
    private static final double TOLERANCE = 1e-2;
    private static final Map<String, String> NOTHING = Map.of(
            "none",
            "0",
            "null",
            "0",
            "undefined",
            "0",
            "nan",
            "0",
            "inf",
            "0",
            "infinity",
            "0",
            "-inf",
            "0",
            "-infinity",
            "0",
            "",
            "0");
    private static final Pattern REAL = Pattern.compile(
            "[+-]?(?:(?:\\d+(?:_\\d+)*)?\\.?(?:\\d+(?:_\\d+)*)?(?:[eE][+-]?\\d+(?:_\\d+)*)?|inf|infinity|nan)",
            Pattern.CASE_INSENSITIVE);

    private SqlAnswers() {}

    /** Returns whether the hash of tables is that of a label. */
    static boolean sameHash(String hash, @Nullable Object label) {
        Optional<List<String>> wanted = cleaned(label);
        return wanted.isPresent() && cleaned(hash).equals(wanted);
    }

    /** Returns whether an answer is that of a label: as numbers to two decimals, else as a set of texts. */
    static boolean agree(@Nullable Object answer, @Nullable Object label) {
        Optional<List<String>> given = cleaned(answer);
        Optional<List<String>> wanted = cleaned(label);
        if (given.isEmpty() || wanted.isEmpty()) {
            return false;
        }
        List<String> a = given.get();
        List<String> b = wanted.get();
        boolean numbers = a.stream().allMatch(SqlAnswers::isReal) && b.stream().allMatch(SqlAnswers::isReal);
        if (a.size() == 1 && b.size() == 1) {
            return numbers ? near(a.getFirst(), b.getFirst()) : a.equals(b);
        }
        return numbers ? sameNumbers(a, b) : new HashSet<>(a).equals(new HashSet<>(b));
    }

    private static boolean sameNumbers(List<String> a, List<String> b) {
        List<String> left = new ArrayList<>(b);
        for (String value : a) {
            int at = 0;
            while (at < left.size() && !near(value, left.get(at))) {
                at++;
            }
            if (at == left.size()) {
                return false;
            }
            left.remove(at);
        }
        return left.isEmpty();
    }

    /** Takes an answer apart into values; empty if the original fails at it. */
    static Optional<List<String>> cleaned(@Nullable Object answer) {
        return switch (answer) {
            case null -> Optional.of(List.of("0"));
            case String text -> ofText(text);
            case List<?> list -> Optional.of(list.stream().map(SqlAnswers::item).toList());
            default -> Optional.of(List.of(plain(unquoted(Python.str(answer)))));
        };
    }

    private static Optional<List<String>> ofText(String given) {
        if (isList(given)
                && read(given) instanceof List<?> list
                && list.stream().allMatch(PythonTuple.class::isInstance)) {
            return Optional.of(list.stream()
                    .map(PythonTuple.class::cast)
                    .filter(tuple -> tuple.size() == 1)
                    .map(tuple -> plain(unquoted(Python.str(tuple.items().getFirst()))))
                    .toList());
        }
        String inner = PythonText.strip(given, "[]", true, true);
        if (isList(given)
                && inner.startsWith("(")
                && inner.endsWith(",)")
                && inner.indexOf('(', 1) < 0
                && inner.length() > 2) {
            return Optional.of(List.of(plain(unquoted(inner.substring(1, inner.length() - 2)))));
        }
        String text = PythonText.strip(given);
        if (!isList(text)) {
            return Optional.of(List.of(plain(unquoted(text))));
        }
        Object value = read(text);
        if (value instanceof List<?> list) {
            return Optional.of(list.stream().map(SqlAnswers::item).toList());
        }
        return Optional.of(split(text.substring(1, text.length() - 1)));
    }

    private static boolean isList(String text) {
        return text.length() > 1 && text.startsWith("[") && text.endsWith("]");
    }

    private static @Nullable Object read(String text) {
        try {
            return Python.literalEval(text);
        } catch (FormatException e) {
            return null;
        }
    }

    /** Splits what Python can't read at commas outside of quotes. */
    private static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\'') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                if (!current.isEmpty()) {
                    items.add(plain(unquoted(current.toString())));
                    current.setLength(0);
                }
            } else {
                current.append(c);
            }
        }
        if (!current.isEmpty()) {
            items.add(plain(unquoted(current.toString())));
        }
        return items;
    }

    private static String item(@Nullable Object item) {
        Object value = item instanceof PythonTuple tuple && tuple.size() == 1
                ? tuple.items().getFirst()
                : item;
        return plain(unquoted(Python.str(value)));
    }

    private static String unquoted(String text) {
        return PythonText.strip(PythonText.strip(text), "'\"", true, true);
    }

    /** Drops percent signs and commas of numbers; what means nothing is 0. */
    private static String plain(String value) {
        String text = PythonText.strip(value);
        if (text.endsWith("%")) {
            return PythonText.strip(text.substring(0, text.length() - 1));
        }
        if (!text.startsWith("[") && !text.endsWith("]")) {
            text = text.replace(",", "");
        }
        return NOTHING.getOrDefault(text.toLowerCase(Locale.ROOT), text);
    }

    private static boolean isReal(String text) {
        String stripped = digits(PythonText.strip(text));
        return REAL.matcher(stripped).matches()
                && stripped.chars().anyMatch(Character::isLetterOrDigit)
                && !stripped.matches("[+-]?\\.?[eE].*");
    }

    private static double real(String text) {
        String stripped = digits(PythonText.strip(text)).replace("_", "").toLowerCase(Locale.ROOT);
        String unsigned = stripped.replaceFirst("^[+-]", "");
        if (unsigned.startsWith("inf")) {
            return stripped.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return unsigned.equals("nan") ? Double.NaN : Double.parseDouble(stripped);
    }

    /** Writes digits of other scripts as ASCII's: Python's {@code float} reads all of them. */
    private static String digits(String text) {
        StringBuilder ascii = new StringBuilder();
        text.codePoints().forEach(c -> ascii.appendCodePoint(Character.isDigit(c) ? '0' + Character.digit(c, 10) : c));
        return ascii.toString();
    }

    private static boolean near(String a, String b) {
        return Math.abs(real(a) - real(b)) <= TOLERANCE;
    }
}
