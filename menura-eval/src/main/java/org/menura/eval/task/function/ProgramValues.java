package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.code.CodeEval;
import org.menura.eval.code.PassAtK;
import org.menura.eval.code.Verdict;
import org.menura.format.python.PythonText;

/** What functions return and what they were given: CRUXEval (A. Gu et al., 2024). */
final class ProgramValues {
    private static final String ANSWER = "[ANSWER]";
    private static final String CALL = "assert f(";
    private static final String ASSERT = "assert f";

    private ProgramValues() {}

    static List<PythonModule> modules() {
        return List.of(PythonModule.of(
                        "cruxeval/utils.py", "6f78bcd768c1d8a274dbe81ed034317e1ccc31fd72487ffe6986873983004959")
                .answer(
                        "pass_at_k",
                        (_, programs, arguments) -> passAtK(
                                Programs.texts(programs),
                                arguments.get("k") == null ? List.of(1) : Programs.counts(arguments.get("k"))))
                .filter("build_predictions_input", _ -> Programs.each((answer, document) -> input(answer, document)))
                .filter(
                        "build_predictions_input_cot",
                        _ -> Programs.each((answer, document) -> input(answered(answer), document)))
                .filter("build_predictions_output", _ -> Programs.each((answer, document) -> output(answer, document)))
                .filter(
                        "build_predictions_output_cot",
                        _ -> Programs.each((answer, document) -> output(answered(answer), document)))
                .examples(
                        "list_fewshot_samples_input",
                        () -> List.of(
                                example("""
                                        def f(my_list):
                                            count = 0
                                            for i in my_list:
                                                if len(i) % 2 == 0:
                                                    count += 1
                                            return count""", "[\"mq\", \"px\", \"zy\"]", "3"),
                                example("def f(s1, s2):\n    return s1 + s2", "\"ba\", \"nana\"", "banana")))
                .examples(
                        "list_fewshot_samples_output",
                        () -> List.of(
                                example("def f(n):\n    return n", "17", "17"),
                                example("def f(s):\n    return s + \"a\"", "x9j", "x9ja"))));
    }

    private static Map<String, @Nullable Object> example(String code, String input, String output) {
        return Metrics.of("code", code, "input", input, "output", output, "is_fewshot", true);
    }

    private static Map<String, @Nullable Object> passAtK(List<String> programs, List<Integer> ks) {
        List<Verdict> verdicts =
                CodeEval.open().verdicts(List.of(""), List.of(programs)).getFirst();
        int right = (int) verdicts.stream().filter(Verdict::passed).count();
        Map<String, @Nullable Object> out = Metrics.of();
        // Also where fewer programs than k were asked for, and some are wrong.
        ks.forEach(k -> out.put("pass@" + k, PassAtK.estimate(verdicts.size(), right, k)));
        return out;
    }

    private static String answered(String answer) {
        int start = answer.indexOf(ANSWER);
        if (start < 0) {
            return answer;
        }
        String inner = PythonText.strip(PythonText.split(answer, ANSWER, -1).get(1));
        return PythonText.strip(PythonText.split(inner, "[/ANSWER]", -1).getFirst());
    }

    private static String output(String answer, Map<String, @Nullable Object> document) {
        List<String> sides = PythonText.split(answer, "==", -1);
        String value = PythonText.strip(sides.size() > 1 ? sides.get(1) : answer);
        return "%s\nassert f(%s)==%s"
                .formatted(
                        Fields.text(document, "code"),
                        Fields.text(document, "input"),
                        bare(PythonText.strip(value, "\"'", true, true)));
    }

    private static String input(String answer, Map<String, @Nullable Object> document) {
        return "%s\nassert f(%s)==%s"
                .formatted(Fields.text(document, "code"), bare(given(answer)), Fields.text(document, "output"));
    }

    private static String given(String answer) {
        int call = answer.indexOf(CALL);
        if (call >= 0) {
            return called(answer, call + CALL.length());
        }
        if (answer.contains("==")) {
            return parameters(PythonText.split(answer, "==", -1).getFirst());
        }
        if (answer.contains(ASSERT)) {
            return parameters(answer);
        }
        String plain = PythonText.strip(answer);
        return plain.startsWith("f(") && plain.endsWith(")") ? plain.substring(2, plain.length() - 1) : plain;
    }

    private static String parameters(String call) {
        return PythonText.strip(PythonText.strip(call.replace(ASSERT, ""), "()", true, true));
    }

    /** Returns what stands between the parentheses of a call. */
    private static String called(String answer, int start) {
        int open = 1;
        int end = start;
        while (end < answer.length() && open > 0) {
            open += answer.charAt(end) == '(' ? 1 : answer.charAt(end) == ')' ? -1 : 0;
            end++;
        }
        return PythonText.strip(
                open == 0
                        ? answer.substring(start, end - 1)
                        : PythonText.split(answer.substring(start), ")", -1).getFirst());
    }

    /** Returns the first line without a comment. */
    private static String bare(String value) {
        String line = PythonText.split(value, "\n", -1).getFirst();
        return PythonText.strip(PythonText.split(line, "#", -1).getFirst());
    }
}
