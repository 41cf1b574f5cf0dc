package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Answers in LaTeX, compared after a normalisation: MATH (D. Hendrycks et al., 2021), AIME and AGIEval. */
final class MathAnswers {
    private static final String BOXED = "\\boxed{";
    private static final String BOXED_OPEN = "\\boxed ";
    private static final String FRACTION = "\\frac";
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]*)");
    private static final PythonRegex DOLLARS = PythonRegex.compile("\\$(.*)\\$");
    private static final PythonRegex NUMBER = PythonRegex.compile("(?:\\$)?\\d+(?:\\.\\d+)?(?![\\w\\d])");

    private MathAnswers() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "hendrycks_math/utils.py",
                                "8332e42f23c62043b23d74ee6d3934f997b209cd60a1ad45b7882d6b00929d5c")
                        .rows(
                                "process_docs",
                                rows -> rows.map(document -> Metrics.of(
                                        "problem",
                                        document.get("problem"),
                                        "solution",
                                        document.get("solution"),
                                        "answer",
                                        solution(document))))
                        .results("process_results", MathAnswers::math),
                PythonModule.of("aime/utils.py", "e5072ebf08479745698bec6cfa103faa4f3ac5764db09bcbe760953227f9082b")
                        .results("process_results", MathAnswers::competition),
                PythonModule.of("agieval/utils.py", "d54929f3cfcae8ee7f1f0171414cb81ec19b4243ea6474d8155956beb18327d3")
                        .results("process_results", MathAnswers::agi)
                        .results("process_results_mcqa", MathAnswers::choices));
    }

    private static Map<String, @Nullable Object> math(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String answer = betweenDollars(String.valueOf(results.getFirst()));
        return Metrics.of("exact_match", same(answer, solution(document)) ? 1L : 0L);
    }

    private static Map<String, @Nullable Object> competition(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String said = String.valueOf(results.getFirst());
        String boxed = lastBoxed(said, true);
        String answer = boxed == null ? null : unboxed(boxed);
        String target = document.entrySet().stream()
                .filter(field -> PythonCharacters.lower(field.getKey()).equals("answer"))
                .map(field -> Python.str(field.getValue()))
                .findFirst()
                .orElseThrow(() -> new FormatException("a document has no field \"answer\""));
        return Metrics.of("exact_match", same(answer == null ? betweenDollars(said) : answer, target) ? 1L : 0L);
    }

    private static String betweenDollars(String text) {
        int first = text.indexOf('$');
        int last = text.lastIndexOf('$');
        return first < last ? text.substring(first + 1, last) : text;
    }

    /** Returns what is in a box; null where the text is none. */
    static @Nullable String unboxed(String boxed) {
        if (boxed.startsWith(BOXED_OPEN)) {
            return boxed.substring(BOXED_OPEN.length());
        }
        return boxed.startsWith(BOXED) && boxed.endsWith("}")
                ? boxed.substring(BOXED.length(), boxed.length() - 1)
                : null;
    }

    private static String solution(Map<String, @Nullable Object> document) {
        String boxed = lastBoxed(Fields.text(document, "solution"), true);
        String answer = boxed == null ? null : unboxed(boxed);
        if (answer == null) {
            throw new FormatException("the solution of a problem has no \\boxed answer");
        }
        return answer;
    }

    /** Returns the last box of a text with what is in it; null where there is none. */
    static @Nullable String lastBoxed(String text, boolean open) {
        if (open && text.contains(BOXED_OPEN)) {
            String rest = text.substring(text.lastIndexOf(BOXED_OPEN) + BOXED_OPEN.length());
            int end = rest.indexOf('$');
            return BOXED_OPEN + (end < 0 ? rest : rest.substring(0, end));
        }
        int start = text.lastIndexOf("\\boxed");
        start = start < 0 ? text.lastIndexOf("\\fbox") : start;
        int depth = 0;
        for (int i = start; i >= 0 && i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return text.substring(start, i + 1);
            }
        }
        return null;
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        String left = normal(a);
        String right = normal(b);
        return left == null || right == null ? a.equals(b) : left.equals(right);
    }

    /** Normalises an answer; null where the original fails on it. */
    private static @Nullable String normal(String answer) {
        String text = answer.replace("\n", "")
                .replace("\\!", "")
                .replace("\\\\", "\\")
                .replace("tfrac", "frac")
                .replace("dfrac", "frac")
                .replace("\\left", "")
                .replace("\\right", "")
                .replace("^{\\circ}", "")
                .replace("^\\circ", "")
                .replace("\\$", "");
        List<String> units = PythonText.split(text, "\\text{ ", -1);
        if (units.size() > 2) {
            return null;
        }
        text = units.getFirst().replace("\\%", "").replace(" .", " 0.").replace("{.", "{0.");
        if (text.isEmpty()) {
            return text;
        }
        text = text.startsWith(".") ? "0" + text : text;
        List<String> sides = PythonText.split(text, "=", -1);
        if (sides.size() == 2 && Python.len(sides.getFirst()) <= 2) {
            text = sides.getLast();
        }
        String rooted = roots(text);
        String fractions = rooted == null ? null : fractions(rooted.replace(" ", ""));
        if (fractions == null) {
            return null;
        }
        return slash(fractions.equals("0.5") ? "\\frac{1}{2}" : fractions);
    }

    private static @Nullable String roots(String text) {
        List<String> parts = PythonText.split(text, "\\sqrt", -1);
        StringBuilder out = new StringBuilder(parts.getFirst());
        for (String part : parts.subList(1, parts.size())) {
            if (part.isEmpty()) {
                return null;
            }
            int first = Character.charCount(part.codePointAt(0));
            out.append("\\sqrt");
            if (part.startsWith("{")) {
                out.append(part);
            } else {
                out.append('{').append(part, 0, first).append('}').append(part, first, part.length());
            }
        }
        return out.toString();
    }

    private static @Nullable String fractions(String text) {
        List<String> parts = PythonText.split(text, FRACTION, -1);
        StringBuilder out = new StringBuilder(parts.getFirst());
        for (String part : parts.subList(1, parts.size())) {
            if (part.isEmpty()) {
                return null;
            }
            out.append(FRACTION);
            if (part.startsWith("{")) {
                out.append(part);
                continue;
            }
            if (Python.len(part) < 2) {
                return text;
            }
            int first = part.offsetByCodePoints(0, 1);
            int second = part.offsetByCodePoints(0, 2);
            String below = part.substring(first, second);
            out.append('{').append(part, 0, first).append('}');
            out.append(below.equals("{") ? below : "{" + below + "}").append(part, second, part.length());
        }
        return out.toString();
    }

    private static @Nullable String slash(String text) {
        List<String> parts = PythonText.split(text, "/", -1);
        if (parts.size() != 2) {
            return text;
        }
        boolean numbers = parts.stream().allMatch(p -> INTEGER.matcher(p).matches() && !p.equals("-0"));
        return numbers ? "\\frac{" + parts.getFirst() + "}{" + parts.getLast() + "}" : notNumbers(parts, text);
    }

    /** MATH's own normalisation fails where something else than a number stands beside the slash. */
    private static @Nullable String notNumbers(List<String> parts, String text) {
        return parts.stream().allMatch(MathAnswers::isInteger) ? text : null;
    }

    private static boolean isInteger(String text) {
        return Pattern.matches("\\s*[-+]?[0-9]+(?:_[0-9]+)*\\s*", text);
    }

    private static Map<String, @Nullable Object> agi(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String said = agiAnswer(String.valueOf(results.getFirst()));
        Object gold = Fields.get(document, "answer");
        String right = gold == null ? null : agiAnswer(Python.str(gold));
        boolean same =
                gold != null && (said == null || right == null ? Objects.equals(said, right) : agiSame(said, right));
        return Metrics.of("acc", same ? 1L : 0L);
    }

    private static boolean agiSame(String a, String b) {
        String left = agiNormal(a);
        String right = agiNormal(b);
        return left == null || right == null ? a.equals(b) : left.equals(right);
    }

    static @Nullable String agiNormal(String answer) {
        String normal = normal(answer);
        if (normal != null) {
            return normal;
        }
        // Other than MATH's, AGIEval's leaves a slash alone that has no numbers beside it.
        String without = normal(answer.replace("/", "\u0000"));
        return without == null ? null : without.replace('\u0000', '/');
    }

    static @Nullable String agiAnswer(String text) {
        if (text.contains("\\boxed")) {
            String boxed = lastBoxed(text, false);
            if (boxed == null || !boxed.startsWith(BOXED) || !boxed.endsWith("}")) {
                return null;
            }
            return lastSide(boxed.substring(BOXED.length(), boxed.length() - 1));
        }
        List<Object> dollars = DOLLARS.found(text);
        String answer = dollars.isEmpty() ? "" : lastSide(String.valueOf(dollars.getLast()));
        if (!answer.isEmpty()) {
            return answer;
        }
        if (text.contains("=")) {
            String side = PythonText.strip(lastSide(text), ".", false, true);
            int end = side.indexOf("\\n");
            return end < 0 ? side : side.substring(0, end);
        }
        List<Object> numbers = NUMBER.found(text);
        return numbers.isEmpty() ? null : String.valueOf(numbers.getLast());
    }

    private static String lastSide(String text) {
        return text.contains("=")
                ? PythonText.strip(text.substring(text.lastIndexOf('=') + 1), " ", true, false)
                : text;
    }

    private static Map<String, @Nullable Object> choices(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        double[] likelihoods = Likelihoods.values(results);
        List<@Nullable Object> gold = Fields.list(document, "gold");
        List<Double> byLength = new ArrayList<>();
        List<String> choices = Fields.texts(document, "choices");
        for (int i = 0; i < likelihoods.length; i++) {
            byLength.add(likelihoods[i] / Python.len(choices.get(i)));
        }
        double[] normal = byLength.stream().mapToDouble(Double::doubleValue).toArray();
        return Metrics.of(
                "acc",
                gold.contains((long) Numpy.argmax(likelihoods)) ? (Object) 1.0 : 0.0,
                "acc_norm",
                gold.contains((long) Numpy.argmax(normal)) ? (Object) 1.0 : 0.0);
    }
}
