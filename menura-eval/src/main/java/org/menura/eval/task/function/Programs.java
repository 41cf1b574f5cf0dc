package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.menura.eval.code.CodeEval;
import org.menura.eval.filter.Filter;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonTuple;

/** Programs that models write: HumanEval and MBPP, run in the sandbox. */
final class Programs {
    private static final PythonRegex BLOCK = PythonRegex.compile("```(?:\\w+)?\\n?(.*?)\\n?```", PythonRegex.DOTALL);

    private Programs() {}

    static List<PythonModule> modules() {
        return List.of(
                humanEval("humaneval/utils.py", "5f77adbf75b4342a6113fea30168ea57b4e5c3877ffd3b4942cb338b3edb2c95")
                        .filter(
                                "build_predictions",
                                _ -> each((answer, document) -> Fields.text(document, "prompt") + answer))
                        .filter(
                                "build_predictions_instruct",
                                _ -> each((answer, document) -> {
                                    int end = answer.indexOf("```");
                                    return Fields.text(document, "prompt")
                                            + (end < 0 ? answer : answer.substring(0, end));
                                })),
                humanEval(
                                "humaneval_infilling/utils.py",
                                "a8f2563e71eb524484f5a568d2417ed0d01b9666ccdaad3a3d6416d7cf343cbf")
                        .filter(
                                "build_predictions",
                                _ -> each((answer, document) ->
                                        Fields.text(document, "prompt") + answer + Fields.text(document, "suffix"))),
                PythonModule.of("mbpp/utils.py", "eecfcc264a63801d4ac478fac80b0f18c3faf16a107baf641a4fd498e81de7df")
                        .answer(
                                "pass_at_1",
                                (tests, programs, _) -> passAtK(Python.str(tests), texts(programs), List.of(1))
                                        .get("pass@1"))
                        .filter("build_predictions", _ -> each((answer, _) -> block(answer)))
                        .examples("list_fewshot_samples", Programs::mbppExamples));
    }

    private static Map<String, @Nullable Object> passAtK(String tests, List<String> programs, List<Integer> ks) {
        Map<String, @Nullable Object> out = Metrics.of();
        CodeEval.passAtK(List.of(tests), List.of(programs), ks).forEach(out::put);
        return out;
    }

    private static PythonModule humanEval(String file, String hash) {
        return PythonModule.of(file, hash)
                .answer(
                        "pass_at_k",
                        (tests, programs, arguments) ->
                                passAtK(Python.str(tests), texts(programs), counts(arguments.get("k"))));
    }

    static List<String> texts(@Nullable Object programs) {
        return switch (programs) {
            case String one -> List.of(one);
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case null, default -> throw new FormatException("an answer is no program: " + Python.repr(programs));
        };
    }

    static List<Integer> counts(@Nullable Object k) {
        return switch (k) {
            case Long one -> List.of(one.intValue());
            case List<?> list ->
                list.stream().map(n -> (int) PythonNumbers.integer(n)).toList();
            case null, default -> throw new FormatException("pass_at_k needs k, a number or a list of numbers");
        };
    }

    static Filter each(BiFunction<String, Map<String, @Nullable Object>, String> change) {
        return (answers, documents) -> {
            List<@Nullable Object> out = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                List<Object> changed = new ArrayList<>();
                for (Object answer : answers.get(i) instanceof List<?> list ? list : List.of()) {
                    changed.add(change.apply(String.valueOf(answer), documents.get(i)));
                }
                out.add(changed);
            }
            return out;
        };
    }

    /** The first block of code; the prompt has opened one already. */
    private static String block(String answer) {
        List<Object> blocks = BLOCK.found("```" + answer);
        if (blocks.isEmpty()) {
            blocks = BLOCK.found(answer.replace("```python", "```"));
        }
        if (blocks.isEmpty()) {
            return "";
        }
        return blocks.getFirst() instanceof PythonTuple groups
                ? String.valueOf(groups.get(0))
                : String.valueOf(blocks.getFirst());
    }

    /** The second to fourth problem of MBPP (CC BY 4.0), which its authors set aside for prompts. */
    private static List<Map<String, @Nullable Object>> mbppExamples() {
        return List.of(
                example(
                        2,
                        "Write a function to find the similar elements from the given two tuple lists.",
                        "def similar_elements(test_tup1, test_tup2):\r\n"
                                + "  res = tuple(set(test_tup1) & set(test_tup2))\r\n  return (res) ",
                        "assert similar_elements((3, 4, 5, 6),(5, 7, 4, 10)) == (4, 5)",
                        "assert similar_elements((1, 2, 3, 4),(5, 4, 3, 7)) == (3, 4)",
                        "assert similar_elements((11, 12, 14, 13),(17, 15, 14, 13)) == (13, 14)"),
                example(
                        3,
                        "Write a python function to identify non-prime numbers.",
                        "import math\r\ndef is_not_prime(n):\r\n    result = False\r\n"
                                + "    for i in range(2,int(math.sqrt(n)) + 1):\r\n        if n % i == 0:\r\n"
                                + "            result = True\r\n    return result",
                        "assert is_not_prime(2) == False",
                        "assert is_not_prime(10) == True",
                        "assert is_not_prime(35) == True"),
                example(
                        4,
                        "Write a function to find the largest integers from a given list of numbers using heap queue"
                                + " algorithm.",
                        "import heapq as hq\r\ndef heap_queue_largest(nums,n):\r\n"
                                + "  largest_nums = hq.nlargest(n, nums)\r\n  return largest_nums",
                        "assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],3)==[85, 75, 65] ",
                        "assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],2)==[85, 75] ",
                        "assert heap_queue_largest( [25, 35, 22, 85, 14, 65, 75, 22, 58],5)==[85, 75, 65, 58, 35]"));
    }

    private static Map<String, @Nullable Object> example(long id, String text, String code, Object... tests) {
        return Metrics.of("task_id", id, "text", text, "code", code, "test_list", List.of(tests), "is_fewshot", true);
    }
}
