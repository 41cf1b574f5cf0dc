package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Sentences and questions of SpanishBench, CatalanBench, GalicianBench and BasqueBench. */
final class IberianQuestions {
    private static final PythonRegex SPACES = PythonRegex.compile(" +");
    private static final PythonRegex SPACE_BEFORE = PythonRegex.compile(" (['.,])");

    private IberianQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                sentences("spanish_bench/utils.py", "1f10c4ec0e937e174c7a782963420036e81cfa9b04f86e2d96edfc2b5b105144")
                        .rows("process_docs_copa_es", IberianQuestions::smallChoices)
                        .rows("process_xlsum", IberianQuestions::spaced),
                sentences("catalan_bench/utils.py", "de9353ed427dd1faa634d7c6e5f461439fb020a56460be829afa8ce698dac2b4")
                        .rows("process_docs_copa_ca", IberianQuestions::smallChoices)
                        .results(
                                "process_results_coqcat",
                                (document, results) -> Coqa.scores(
                                        document,
                                        Fields.list(document, "questions").size(),
                                        results))
                        .results("process_results_qa", (document, results) -> {
                            List<@Nullable Object> answers = Fields.list(document, "answers");
                            if (answers.isEmpty() || !(answers.getFirst() instanceof Map<?, ?> first)) {
                                throw new FormatException("a document has no answers");
                            }
                            String gold = Fields.text(first, "text");
                            String predicted = String.valueOf(results.getFirst());
                            return Metrics.of(
                                    "f1", Squad.f1(gold, predicted), "exact_match", Squad.exact(gold, predicted));
                        }),
                galician(),
                PythonModule.of(
                                "basque_bench/utils.py",
                                "2a97e0f552f0f1717dbbfa83bca561870b8448cd4f802278f7c47a137ba3c97e")
                        .text(
                                "xcopa_doc_to_text",
                                document -> PythonText.strip(Fields.text(document, "premise"))
                                        + switch (Fields.text(document, "question")) {
                                            case "cause" -> " Izan ere,";
                                            case "effect" -> " Beraz,";
                                            default ->
                                                throw new FormatException(
                                                        "a COPA document asks for neither cause nor effect");
                                        })
                        .text(
                                "xcopa_doc_to_choice",
                                document -> List.of(
                                        smallStart(Fields.text(document, "choice1")),
                                        smallStart(Fields.text(document, "choice2"))))
                        .rows("paws_process_docs", rows -> paraphrases(rows, "sentence1", "sentence2", text -> text)));
    }

    private static Rows spaced(Rows rows) {
        return rows.map(document -> Metrics.of(
                "text",
                SPACES.sub(" ", Fields.text(document, "text")),
                "summary",
                SPACES.sub(" ", Fields.text(document, "summary"))));
    }

    private static PythonModule galician() {
        Map<String, Long> labels = Map.of("entailment", 0L, "neutral", 1L, "contradiction", 2L);
        return Summaries.add(
                        PythonModule.of(
                                "galician_bench/utils.py",
                                "659038bb829b4ea9681c4665457f38fd8a103db15e57a0a15812aa2012703e96",
                                // Of TruthfulQA in Valencian, whose file is Galician's.
                                "b324a2679d5ab14934e760d08ceaefdf016b1ad5882f613880a440ad29ee2d1e"),
                        "rouge1")
                .rows("process_summarization", IberianQuestions::spaced)
                .rows(
                        "process_doc_nli",
                        rows -> inference(rows, "sentence1", "sentence2").map(document -> {
                            Long label = labels.get(Fields.text(document, "gold_label"));
                            if (label == null) {
                                throw new FormatException("the label of a document is neither entailment, neutral nor"
                                        + " contradiction but " + document.get("gold_label"));
                            }
                            return Metrics.of("gold_label", label);
                        }))
                .rows(
                        "process_docs_paws",
                        rows -> paraphrases(rows, "sentence1", "sentence2", text -> PythonText.strip(joined(text))))
                .rows(
                        "process_docs_paraphrases",
                        rows -> paraphrases(rows, "Frase", "Paráfrase", text -> PythonText.strip(joined(text))))
                .rows("process_docs_gen", rows -> TruthfulQa.answers(rows, "Non teño ningún comentario."))
                .results("process_results_mc2", TruthfulQa::firstTrue)
                .results("process_results_gen", TruthfulQa::similarities);
    }

    private static PythonModule sentences(String file, String hash) {
        return Summaries.add(PythonModule.of(file, hash), "rouge1")
                .rows("process_doc_nli", rows -> inference(rows, "premise", "hypothesis"))
                .rows(
                        "process_docs_paraphrases",
                        rows -> paraphrases(rows, "sentence1", "sentence2", text -> PythonText.strip(joined(text))));
    }

    private static Rows inference(Rows rows, String first, String second) {
        return rows.map(document -> {
            String premise = PythonText.strip(joined(Fields.text(document, first)));
            String hypothesis = smallStart(PythonText.strip(joined(Fields.text(document, second))));
            return Metrics.of(
                    first,
                    withoutEnd(premise, ".,!?"),
                    second,
                    hypothesis.endsWith(".") ? hypothesis : hypothesis + ".");
        });
    }

    private static Rows paraphrases(Rows rows, String first, String second, UnaryOperator<String> clean) {
        return rows.filter(document -> isGiven(document, first) && isGiven(document, second))
                .map(document -> Metrics.of(
                        first,
                        withoutEnd(clean.apply(Fields.text(document, first)), ".,;"),
                        second,
                        smallStart(clean.apply(Fields.text(document, second)))));
    }

    private static boolean isGiven(Map<String, @Nullable Object> document, String field) {
        Object value = Fields.get(document, field);
        return value != null && !value.equals("");
    }

    private static Rows smallChoices(Rows rows) {
        return rows.map(document -> Metrics.of(
                "choice1",
                smallStart(Fields.text(document, "choice1")),
                "choice2",
                smallStart(Fields.text(document, "choice2"))));
    }

    private static String withoutEnd(String text, String marks) {
        return !text.isEmpty() && marks.indexOf(text.charAt(text.length() - 1)) >= 0
                ? text.substring(0, text.length() - 1)
                : text;
    }

    /** Joins the tokens of a sentence to ordinary text. */
    private static String joined(String text) {
        String plain = text.replace(" n't", "n't").replace(" )", ")").replace("( ", "(");
        return SPACE_BEFORE.sub("\\1", plain.replace("\" ", "\"").replace(" \"", "\""));
    }

    private static String smallStart(String text) {
        if (text.isEmpty()) {
            throw new FormatException("a sentence of a document is empty");
        }
        int first = Character.charCount(text.codePointAt(0));
        return PythonCharacters.lower(text.substring(0, first)) + text.substring(first);
    }
}
