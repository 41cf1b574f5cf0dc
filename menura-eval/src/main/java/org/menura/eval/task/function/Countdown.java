package org.menura.eval.task.function;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonText;

/** LongProc's countdown: four numbers become a fifth in three equations, which a search finds. */
final class Countdown {
    private static final int EQUATIONS = 3;
    private static final String SEARCH = "# Search Procedure";
    private static final String DROPPED = "drop this branch";
    private static final Pattern INTEGER = Pattern.compile("[ \\t]*([-+]?(?:0(?:_?0)*|[1-9](?:_?[0-9])*))[ \\t]*");
    private static final Pattern RIGHT = Pattern.compile("\\s*([-+]?[0-9]+(?:_[0-9]+)*)\\s*");

    private Countdown() {}

    static Map<String, @Nullable Object> scores(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String answer = String.valueOf(results.getFirst());
        String solution = LongAnswers.tagged(answer, "Solution");
        if (solution != null && isSolved(Fields.map(document, "metadata_parsed"), solution)) {
            return LongAnswers.scores(1, 1, 1);
        }
        double extracted = solution == null ? 0 : 1;
        if (!answer.contains(SEARCH)) {
            return LongAnswers.scores(0, 0, extracted);
        }
        String said = PythonText.split(answer, SEARCH, -1).getLast();
        String reference = PythonText.split(Fields.text(document, "reference_output"), SEARCH, -1)
                .getLast();
        String right =
                PythonText.split(reference, "Now we have found the target", -1).getFirst();
        return LongAnswers.scores(0, searched(lines(said), lines(right)), extracted);
    }

    private static List<String> lines(String text) {
        return PythonText.split(PythonText.strip(text), "\n", -1);
    }

    private static boolean isSolved(Map<?, ?> metadata, String solution) {
        List<BigInteger> numbers = new ArrayList<>();
        for (Object number : Fields.list(metadata, "nums")) {
            numbers.add(BigInteger.valueOf(PythonNumbers.integer(number)));
        }
        List<String> lines = PythonText.split(solution, "\n", -1);
        if (lines.size() != EQUATIONS) {
            return false;
        }
        for (String line : lines) {
            BigInteger result = result(line, numbers);
            if (result == null) {
                return false;
            }
            numbers.add(result);
        }
        if (numbers.isEmpty()) {
            throw new FormatException("a document has no numbers to count down from");
        }
        return numbers.getFirst().equals(BigInteger.valueOf(Fields.integer(metadata, "target")));
    }

    /** Takes the numbers of an equation away and returns its result; null where it is none of them, or wrong. */
    private static @Nullable BigInteger result(String line, List<BigInteger> numbers) {
        List<String> sides = PythonText.split(PythonText.strip(line), "=", -1);
        if (sides.size() != 2) {
            return null;
        }
        String operation = List.of("+", "-", "*", "/").stream()
                .filter(sides.getFirst()::contains)
                .findFirst()
                .orElse("");
        List<String> terms = operation.isEmpty() ? List.of() : PythonText.split(sides.getFirst(), operation, -1);
        var right = RIGHT.matcher(sides.getLast());
        if (terms.size() != 2 || !right.matches()) {
            return null;
        }
        BigInteger first = integer(terms.getFirst());
        BigInteger second = integer(terms.getLast());
        if (first == null || second == null) {
            return null;
        }
        BigInteger result = new BigInteger(right.group(1).replace("_", ""));
        boolean isTrue = switch (operation) {
            case "+" -> first.add(second).equals(result);
            case "-" -> first.subtract(second).equals(result);
            case "*" -> first.multiply(second).equals(result);
            default -> second.signum() != 0 && first.equals(result.multiply(second));
        };
        return isTrue && numbers.remove(first) && numbers.remove(second) ? result : null;
    }

    private static @Nullable BigInteger integer(String text) {
        var number = INTEGER.matcher(text);
        return number.matches() ? new BigInteger(number.group(1).replace("_", "")) : null;
    }

    private static double searched(List<String> said, List<String> right) {
        if (!said.getFirst().equals(right.getFirst())) {
            return 0;
        }
        int place = -1;
        for (int i = 1; i < Math.min(said.size(), right.size()); i++) {
            place++;
            if (!isSameStep(said.get(i), right.get(i))) {
                break;
            }
        }
        return right.size() == 1 ? 0 : (double) place / (right.size() - 1);
    }

    /** Whether a step is the right one, or tries the same equation with the same end. */
    private static boolean isSameStep(String said, String right) {
        return said.equals(right)
                || !right.contains("Pick two numbers")
                        && right.contains("|- Try")
                        && PythonText.split(said, "=", -1)
                                .getFirst()
                                .equals(PythonText.split(right, "=", -1).getFirst())
                        && said.contains(DROPPED) == right.contains(DROPPED);
    }
}
