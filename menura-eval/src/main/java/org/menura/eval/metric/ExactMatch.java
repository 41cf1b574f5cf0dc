package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        long same = 0;
        for (int i = 0; i < answers.size(); i++) {
            same += equal(changed(references.get(i), changes), changed(answers.get(i), changes)) ? 1 : 0;
        }
        return (double) same / answers.size();
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

    private static @Nullable Object changed(@Nullable Object value, List<UnaryOperator<String>> changes) {
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
        // NumPy's texts end where only NUL characters follow.
        int end = changed.length();
        while (end > 0 && changed.charAt(end - 1) == 0) {
            end--;
        }
        return changed.substring(0, end);
    }

    private static boolean equal(@Nullable Object a, @Nullable Object b) {
        boolean numbers = isNumber(a) && isNumber(b);
        return numbers ? Scores.number(a) == Scores.number(b) : java.util.Objects.equals(a, b);
    }

    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }
}
