package org.menura.eval.task.function;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;

/** HRM8K (H. Ko et al., 2025): problems of mathematics in Korean and English, with answers compared as AGIEval's are. */
final class KoreanMath {
    private static final String KOREAN = "주어진 문제를 풀어보세요.\n";
    private static final String ENGLISH = "Solve the given question.\n";

    private KoreanMath() {}

    static List<PythonModule> modules() {
        return List.of(
                problems("hrm8k/default/utils.py", "3c9ec08678081556663230a9404c4d120059d55bd4183a552fbb670de7a49ff2")
                        .text(
                                "doc_to_text",
                                document -> KOREAN
                                        + "문제를 푼 후, 최종 답변을 다음과 같은 형식으로 작성하세요: $\\boxed{N}$.\n\n문제: "
                                        + stripped(document, "question") + "\n답변:")
                        .text(
                                "doc_to_text_mmmlu",
                                document -> KOREAN
                                        + "문제를 푼 후, 주어진 선택지 (1, 2, 3, 4) 중 최종 선택지를 다음 형식으로 작성하세요: $\\boxed{N}$.\n\n문제: "
                                        + stripped(document, "question") + "\n답변:"),
                problems("hrm8k/en/utils.py", "fc60810fabcaa17da846f639f2d141ca6bda3fe0b62fd969b65f782b41f64f41")
                        .text(
                                "doc_to_text",
                                document -> ENGLISH
                                        + "After solving the problem, state your final answer in the following format:"
                                        + " $\\boxed{N}$.\n\nQuestion: " + stripped(document, "original") + "\nAnswer:")
                        .text(
                                "doc_to_text_mmmlu",
                                document -> ENGLISH
                                        + "After solving the problem, state your final choice among the choices (1, 2, 3, 4) in"
                                        + " the following format: $\\boxed{N}$.\n\nQuestion: "
                                        + stripped(document, "original") + "\nAnswer:"));
    }

    private static PythonModule problems(String file, String hash) {
        return PythonModule.of(file, hash)
                .text("doc_to_target", document -> plain(Python.str(Fields.get(document, "answer"))))
                .results("process_results", KoreanMath::scores);
    }

    private static String stripped(Map<String, @Nullable Object> document, String name) {
        return PythonText.strip(Fields.text(document, name));
    }

    private static Map<String, @Nullable Object> scores(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String said = MathAnswers.agiAnswer(String.valueOf(results.getFirst()));
        String right = MathAnswers.agiAnswer(plain(Python.str(Fields.get(document, "answer"))));
        return Metrics.of("exact_match", isSame(said, right) ? 1L : 0L);
    }

    private static boolean isSame(@Nullable String said, @Nullable String right) {
        String left = said == null ? null : MathAnswers.agiNormal(said);
        String gold = right == null ? null : MathAnswers.agiNormal(right);
        return left == null || gold == null
                ? Objects.equals(said, right)
                : plain(left).equals(gold);
    }

    /** Writes a number as Python writes it, a whole one without a point; other texts without blanks around them. */
    private static String plain(String text) {
        String stripped = PythonText.strip(text);
        Double number = PythonFloats.parse(stripped);
        if (number == null) {
            return stripped;
        }
        return Double.isFinite(number) && number == Math.rint(number)
                ? new BigDecimal(number).toBigInteger().toString()
                : Python.repr(number.doubleValue());
    }
}
