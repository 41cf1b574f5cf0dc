package org.menura.eval.task.function;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonMatch;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** JFinQA: questions about tables of Japanese financial reports, with answers that are compared as texts and as numbers. */
final class FinanceQuestions {
    private static final PythonRegex ANSWER = PythonRegex.compile("(?:Answer|answer|A|回答)\\s*[:\uff1a]\\s*(.+)");
    private static final PythonRegex NEGATIVE = PythonRegex.compile("^[△▲]");
    private static final PythonRegex THOUSANDS = PythonRegex.compile("(?<=\\d),(?=\\d)");
    private static final PythonRegex NO_NUMBER = PythonRegex.compile("[^\\d.\\-+]");
    private static final List<String> UNITS = List.of("百万円", "千円", "億円", "兆円", "円", "ドル", "ポイント", "pt", "bps");
    private static final double TOLERANCE = 0.01;

    private static final Map<String, Double> MULTIPLIERS = new LinkedHashMap<>();

    static {
        MULTIPLIERS.put("千", 1e3);
        MULTIPLIERS.put("百万", 1e6);
        MULTIPLIERS.put("億", 1e8);
        MULTIPLIERS.put("兆", 1e12);
    }

    private FinanceQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("jfinqa/utils.py", "37b986dba1220635ad90611686a06451902e23e0a8c0d71b935f12271e69861a")
                        .text("doc_to_text", FinanceQuestions::text)
                        .results("process_results", FinanceQuestions::scores));
    }

    private static String text(Map<String, @Nullable Object> document) {
        List<String> parts = new ArrayList<>();
        paragraphs(document, "pre_text", parts);
        List<@Nullable Object> headers = list(document, "table_headers");
        if (!headers.isEmpty()) {
            List<String> lines = new ArrayList<>();
            lines.add(line(headers));
            lines.add(line(headers.stream().map(_ -> (Object) "---").toList()));
            list(document, "table_rows")
                    .forEach(row -> lines.add(line(row instanceof List<?> cells ? cells : List.of())));
            parts.add(String.join("\n", lines));
        }
        paragraphs(document, "post_text", parts);
        parts.add("Question: " + Python.str(document.getOrDefault("question", "")) + "\nAnswer:");
        return String.join("\n\n", parts);
    }

    private static void paragraphs(Map<String, @Nullable Object> document, String name, List<String> parts) {
        List<@Nullable Object> list = list(document, name);
        if (!list.isEmpty()) {
            parts.add(list.stream().map(Python::str).collect(Collectors.joining("\n")));
        }
    }

    private static List<@Nullable Object> list(Map<String, @Nullable Object> document, String name) {
        return Python.truth(document.get(name)) ? Fields.list(document, name) : List.of();
    }

    private static String line(List<? extends @Nullable Object> cells) {
        return cells.stream().map(Python::str).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static Map<String, @Nullable Object> scores(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String gold = document.containsKey("answer") ? Fields.text(document, "answer") : "";
        String said = extracted(results.isEmpty() ? "" : String.valueOf(results.getFirst()));
        boolean same = normal(said).equals(normal(gold));
        Double number = number(said);
        Double right = number(gold);
        boolean close = number == null || right == null
                ? same
                : right == 0 ? number == 0 : Math.abs(number - right) / Math.abs(right) <= TOLERANCE;
        return Metrics.of("exact_match", same ? 1.0 : 0.0, "numerical_match", close ? 1.0 : 0.0);
    }

    private static String extracted(String answer) {
        PythonMatch match = ANSWER.search(answer);
        if (match != null) {
            return PythonText.strip(String.valueOf(match.group(1)));
        }
        String last = "";
        for (String line : PythonText.lines(PythonText.strip(answer), false)) {
            last = PythonText.strip(line).isEmpty() ? last : PythonText.strip(line);
        }
        return last;
    }

    private static String normal(String text) {
        String plain = Normalizer.normalize(PythonText.strip(text), Normalizer.Form.NFKC);
        plain = THOUSANDS.sub("", NEGATIVE.sub("-", plain));
        if (plain.endsWith("しました")) {
            plain = plain.substring(0, plain.length() - "しました".length());
        } else if (plain.endsWith("した")) {
            plain = plain.substring(0, plain.length() - "した".length());
        }
        return PythonText.strip(PythonCharacters.lower(plain));
    }

    private static @Nullable Double number(String text) {
        String plain = normal(text);
        for (String unit : UNITS) {
            plain = plain.endsWith(unit) ? plain.substring(0, plain.length() - unit.length()) : plain;
        }
        for (Map.Entry<String, Double> times : MULTIPLIERS.entrySet()) {
            if (plain.contains(times.getKey())) {
                Double number =
                        PythonFloats.parse(NO_NUMBER.sub("", PythonText.strip(plain.replace(times.getKey(), ""))));
                return number == null ? null : (Double) (number * times.getValue());
            }
        }
        return PythonFloats.parse(NO_NUMBER.sub("", plain));
    }
}
