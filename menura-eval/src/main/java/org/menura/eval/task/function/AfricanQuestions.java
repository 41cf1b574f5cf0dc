package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Questions in African languages: AfriXNLI, AfriMMLU and their kin. */
final class AfricanQuestions {
    private AfricanQuestions() {}

    static List<PythonModule> modules() {
        String direct = """
                Please identify whether the premise entails or contradicts the hypothesis in the following premise
                    and hypothesis. The answer should be exact entailment, contradiction, or neutral.

                    Premise: %s
                    Hypothesis: %s

                    Is it entailment, contradiction, or neutral?""";
        String expert = """
                You are an NLP assistant whose purpose is to solve Natural Language Inference (NLI) problems

                    """;
        List<String> names = List.of("entailment", "neutral", "contradiction");
        return List.of(
                PythonModule.of(
                                "afrobench/afrisenti/prompt_1/utils.py",
                                "d0ebb65512d9f552ee9f17478ea3cba40d3c31fc785248ef4a6525fdf18d73be")
                        .values(
                                "weighted_f1_score",
                                values -> Multilingual.scores(values).weightedF1()),
                inference(
                                "afrixnli/direct/prompt_1/utils.py",
                                "82505ac03d1c56cbf95d7302fc488e3d37626403beb03955218e12ed1464e587",
                                names)
                        .text("doc_to_text", document -> premise(direct, document)),
                inference(
                        "afrixnli/direct/prompt_2/utils.py",
                        "c1cfe92751ffca6e996433908d6fd81b44e61a6fd772365f59615da26927194f",
                        List.of("True", "Neither", "False")),
                inference(
                        "afrixnli/direct/prompt_3/utils.py",
                        "da353b79ae670e9dfdabfb072ca091751216dfd7a13e696cb79ab7e8bb35f5b1",
                        names),
                inference(
                        "afrixnli/direct/prompt_5/utils.py",
                        "5333bec1a17f37cf348522c35f09f277a484729752f0f5fa299b9e4b14fbca0e",
                        List.of("true", "false", "inconclusive")),
                inference(
                                "afrixnli/translate/prompt_3/utils.py",
                                "e31e27913231afd0a270429d0089b06d16d684f1d34714e67a67888da770614e",
                                names)
                        .text("doc_to_text", document -> premise(expert + direct, document)),
                choices(
                        "afrimmlu/direct/prompt_1/utils.py",
                        "6833aa79ec6cca6a76d3790e1d3c4bd027bad853b9134f9e34fb7db6a5654198",
                        """
                        You are a highly knowledgeable and intelligent artificial intelligence
                                        model answers multiple-choice questions about %1$s

                                        Question: %2$s

                                        Choices:
                                                A: %3$s
                                                B: %4$s
                                                C: %5$s
                                                D: %6$s

                                        Answer:\s\s"""),
                choices(
                        "afrimmlu/direct/prompt_2/utils.py",
                        "b149ff77bb096680405f65efc85a7201c90356c05290f7a11ae08c9a3768fac6",
                        """
                        As an expert in %1$s, choose the most accurate answer to the question below.
                        Your goal is to select the correct option 'A', 'B', 'C', or 'D' by understanding the nuances of the topic.

                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""),
                choices(
                        "afrimmlu/direct/prompt_3/utils.py",
                        "f73ebd32b66b88605140d9383022ebda5b763cc786996655ed1b8f56ac99e681",
                        """
                        You are a subject matter expert in %1$s.

                          Utilizing your expertise in %1$s, answer the following multiple-choice question
                          by picking 'A', 'B', 'C', or 'D'.

                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""),
                choices(
                        "afrimmlu/translate/prompt_3/utils.py",
                        "7c3e94328c3607c9c6d9afab91bd003f23fa74410109700c71b921825ccc0dd8",
                        """
                        You are a subject matter expert in %1$s.

                          Utilizing your expertise in %1$s, answer the following multiple-choice question
                          by picking ''A'', ''B'', ''C'', or ''D''.

                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""),
                choices(
                        "afrimmlu/direct/prompt_5/utils.py",
                        "5433c39afd47fb50b363de7b5a1a2f975ee08b9aa36b21a837b866d723941a2e",
                        """
                        Given your proficiency in %1$s, please answer the subsequent multiple-choice question with 'A', 'B', 'C', or 'D'.

                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""),
                choices(
                        "afrimmlu/translate/prompt_5/utils.py",
                        "67998331d95278d97fbc01bf211201a6f4a9fff3c4199e9216e01bc4aebcb387",
                        """
                        Given your proficiency in %1$s, please answer the subsequent multiple-choice question with 'A', 'B', 'C', or 'D'.
                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""),
                choices(
                        "afrimmlu/direct/prompt_4/utils.py",
                        "5f0502a69ad406d86f3a61b02f2f19a7229ed219b9e37a1bc9798ef9582e22f7",
                        """
                        Analyze each question critically and determine the most correct option based on your understanding of the subject matter

                        Question: %2$s
                        Choices:
                                A: %3$s
                                B: %4$s
                                C: %5$s
                                D: %6$s
                        Answer:\s"""));
    }

    private static PythonModule inference(String file, String hash, List<String> names) {
        return PythonModule.of(file, hash)
                .values(
                        "weighted_f1_score",
                        values -> Multilingual.scores(values).weightedF1())
                .text("doc_to_target", document -> {
                    long label = Fields.integer(document, "label");
                    if (label < 0 || label >= names.size()) {
                        throw new FormatException("a document has the label %d, not 0, 1 or 2".formatted(label));
                    }
                    return names.get((int) label);
                });
    }

    private static String premise(String format, Map<String, @Nullable Object> document) {
        return format.formatted(
                Python.str(Fields.get(document, "premise")), Python.str(Fields.get(document, "hypothesis")));
    }

    private static PythonModule choices(String file, String hash, String format) {
        return PythonModule.of(file, hash)
                .values(
                        "weighted_f1_score",
                        values -> Multilingual.scores(values).weightedF1())
                .text("doc_to_choice", document -> Python.literalEval(Fields.text(document, "choices")))
                .text("doc_to_text", document -> {
                    if (!(Python.literalEval(Fields.text(document, "choices")) instanceof List<?> choices)
                            || choices.size() < 4) {
                        throw new FormatException("the choices of a document are no list of four");
                    }
                    return format.formatted(
                            format.contains("%1$s") ? Python.str(Fields.get(document, "subject")) : "",
                            Python.str(Fields.get(document, "question")),
                            Python.str(choices.get(0)),
                            Python.str(choices.get(1)),
                            Python.str(choices.get(2)),
                            Python.str(choices.get(3)));
                });
    }
}
