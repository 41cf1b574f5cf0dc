package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;

/** Tells whether answers equal their references, after what is to be ignored was taken out of both. */
public final class ExactMatch {
    private static final Set<String> ARGUMENTS =
            Set.of("regexes_to_ignore", "ignore_case", "ignore_punctuation", "ignore_numbers");
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final String DIGITS = "0123456789";

    private ExactMatch() {}

    /**
     * Computes the share of answers that equal their reference.
     *
     * @param arguments {@code regexes_to_ignore}, {@code ignore_case}, {@code ignore_punctuation}, {@code ignore_numbers}
     * @throws FormatException if an argument is not known, or something is to be ignored in what is no text
     */
    public static double score(
            List<? extends @Nullable Object> references,
            List<? extends @Nullable Object> answers,
            Map<String, ? extends @Nullable Object> arguments) {
        for (String argument : arguments.keySet()) {
            if (!ARGUMENTS.contains(argument)) {
                throw new FormatException("exact_match has no argument " + argument + ".");
            }
        }
        if (references.size() != answers.size() || answers.isEmpty()) {
            throw new FormatException("exact_match needs a reference of each of at least one answer.");
        }
        List<UnaryOperator<String>> changes = changes(arguments);
        List<@Nullable Object> wanted = changed(references, changes);
        List<@Nullable Object> given = changed(answers, changes);
        if (given.size() == 1
                && given.getFirst() instanceof List<?> none
                && none.isEmpty()
                && !(wanted.getFirst() instanceof List)) {
            return Double.NaN; // the mean of no comparison
        }
        double sum = 0;
        for (int i = 0; i < given.size(); i++) {
            sum += equal(wanted.get(i), given.get(i));
        }
        return sum / given.size();
    }

    /** Changes values as arrays of NumPy are: beside texts numbers are texts, and no change makes a text longer. */
    private static List<@Nullable Object> changed(
            List<? extends @Nullable Object> values, List<UnaryOperator<String>> changes) {
        List<@Nullable Object> flat = flat(values);
        boolean texts = flat.stream().anyMatch(String.class::isInstance)
                && flat.stream().allMatch(value -> value instanceof String || isNumber(value));
        int width = flat.stream()
                .mapToInt(value -> texts ? Python.len(Python.str(value)) : Integer.MAX_VALUE)
                .max()
                .orElse(0);
        return changed(values, value -> changed(texts ? Python.str(value) : value, changes, width));
    }

    private static List<@Nullable Object> flat(List<?> values) {
        List<@Nullable Object> flat = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof List<?> inner) {
                flat.addAll(flat(inner));
            } else {
                flat.add(value);
            }
        }
        return flat;
    }

    private static List<@Nullable Object> changed(List<?> values, UnaryOperator<@Nullable Object> change) {
        List<@Nullable Object> out = new ArrayList<>(values.size());
        for (Object value : values) {
            out.add(value instanceof List<?> inner ? changed(inner, change) : change.apply(value));
        }
        return out;
    }

    private static List<UnaryOperator<String>> changes(Map<String, ? extends @Nullable Object> arguments) {
        List<UnaryOperator<String>> changes = new ArrayList<>();
        Object ignored = arguments.get("regexes_to_ignore");
        if (ignored instanceof List<?> list) {
            for (Object expression : list) {
                PythonRegex regex = PythonRegex.compile(Scores.text(expression));
                changes.add(text -> regex.sub("", text));
            }
        } else if (ignored != null) {
            throw new FormatException("exact_match needs a list of texts as regexes_to_ignore.");
        }
        if (Python.truth(arguments.get("ignore_case"))) {
            changes.add(PythonCharacters::lower);
        }
        if (Python.truth(arguments.get("ignore_punctuation"))) {
            changes.add(text -> without(text, PUNCTUATION));
        }
        if (Python.truth(arguments.get("ignore_numbers"))) {
            changes.add(text -> without(text, DIGITS));
        }
        return changes;
    }

    private static String without(String text, String characters) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) < 0) {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private static @Nullable Object changed(@Nullable Object value, List<UnaryOperator<String>> changes, int width) {
        if (!(value instanceof String text)) {
            if (!changes.isEmpty()) {
                throw new FormatException(
                        "exact_match can ignore parts of texts only, not of " + Python.repr(value) + ".");
            }
            return value;
        }
        String changed = text;
        for (UnaryOperator<String> change : changes) {
            changed = change.apply(changed);
        }
        if (Python.len(changed) > width) {
            changed = changed.substring(0, changed.offsetByCodePoints(0, width));
        }
        // NumPy's texts end where only NUL characters follow.
        int end = changed.length();
        while (end > 0 && changed.charAt(end - 1) == 0) {
            end--;
        }
        return changed.substring(0, end);
    }

    /** Returns 1 for equal values, 0 for others; of a list, as filters may leave it, the share that is equal. */
    private static double equal(@Nullable Object wanted, @Nullable Object given) {
        if (given instanceof List<?> several && !several.isEmpty()) {
            List<?> partners = wanted instanceof List<?> list ? list : List.of();
            if (wanted instanceof List && partners.size() != several.size()) {
                return 0;
            }
            double sum = 0;
            for (int i = 0; i < several.size(); i++) {
                sum += equal(wanted instanceof List ? partners.get(i) : wanted, several.get(i));
            }
            return sum / several.size();
        }
        boolean numbers = isNumber(wanted) && isNumber(given);
        boolean same = numbers ? Scores.number(wanted) == Scores.number(given) : Objects.equals(wanted, given);
        return same ? 1 : 0;
    }

    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }
}
