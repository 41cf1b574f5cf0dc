package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonMath;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Tasks that are Python classes: SQuAD 2.0, and FDA, SWDE and SQuAD completion of S. Arora et al. (2024). */
final class PythonClasses {
    private static final List<String> METRICS =
            List.of("exact", "f1", "HasAns_exact", "HasAns_f1", "NoAns_exact", "NoAns_f1", "best_exact", "best_f1");
    private static final String UNANSWERABLE = " unanswerable";

    private PythonClasses() {}

    static List<PythonModule> modules() {
        UnaryOperator<Map<String, @Nullable Object>> brief =
                _ -> Metrics.of("until", List.of("\n"), "max_gen_toks", 48L);
        return List.of(
                PythonModule.of("squadv2/task.py", "c0ce848b3d9792d6a701bf292bad8efad7f4621ae1efdb305e70ee82ab90e9b7")
                        .task("SQuAD2", squad()),
                PythonModule.of("fda/task.py", "914cc539cfd8ff8291e97bfe415443362f17a06853c405d68a2314986f5c991f")
                        .task("FDA", completion("hazyresearch/based-fda", brief)),
                PythonModule.of("swde/task.py", "683dc7f719ee9a54605489d2d51562a50356456468840285a1827ff28d3821f6")
                        .task("SWDE", completion("hazyresearch/based-swde-v2", brief)),
                PythonModule.of(
                                "squad_completion/task.py",
                                "92a917c531f41fa2f63b1a10c9ef989ff191a1c72f58350fe6933e20c29e14b2")
                        .task("SQUADCompletion", completion("hazyresearch/based-squad", arguments -> arguments)));
    }

    private static TaskFunction.OfTask squad() {
        TaskFunction.OfDocument text = document -> "Title: %s\n\nBackground: %s\n\nQuestion: %s\n\nAnswer:"
                .formatted(
                        Fields.text(document, "title"),
                        Fields.text(document, "context"),
                        Fields.text(document, "question"));
        TaskFunction.OfDocument target = document -> {
            List<String> answers = Fields.texts(Fields.map(document, "answers"), "text");
            return answers.isEmpty() ? UNANSWERABLE : " " + answers.getFirst();
        };
        List<Object> metrics = new ArrayList<>();
        for (String name : METRICS) {
            TaskFunction.OfValues score = values -> SquadScores.of(values).getOrDefault(name, 0L);
            metrics.add(metric(name, score));
        }
        TaskFunction.OfResults results = PythonClasses::squadResults;
        return new Described(
                Metrics.of(
                        "dataset_path",
                        "lighteval/squad_v2",
                        "training_split",
                        "train",
                        "validation_split",
                        "validation",
                        "doc_to_text",
                        text,
                        "doc_to_target",
                        target,
                        "process_results",
                        results,
                        "metric_list",
                        metrics,
                        "metadata",
                        Map.of("version", 3L)),
                _ -> List.of(
                        new TaskFunction.Asked(Metrics.of("until", List.of("\n")), null),
                        new TaskFunction.Asked(null, UNANSWERABLE)));
    }

    private static Map<String, @Nullable Object> squadResults(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        if (!(results.get(1) instanceof PythonTuple likelihood)) {
            throw new FormatException("a document of SQuAD 2.0 has no log-likelihood of \"unanswerable\"");
        }
        PythonTuple pair = PythonTuple.of(
                Metrics.of(
                        "id",
                        Fields.get(document, "id"),
                        "prediction_text",
                        results.getFirst(),
                        "no_answer_probability",
                        PythonMath.exp(PythonNumbers.real(likelihood.get(0)))),
                Metrics.of("id", Fields.get(document, "id"), "answers", Fields.get(document, "answers")));
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        METRICS.forEach(name -> all.put(name, pair));
        return all;
    }

    private static TaskFunction.OfTask completion(
            String rows, UnaryOperator<Map<String, @Nullable Object>> generation) {
        TaskFunction.OfDocument text = document -> PythonText.strip(Fields.text(document, "text"));
        TaskFunction.OfDocument target = document -> PythonText.strip(Fields.text(document, "value"));
        TaskFunction.OfResults results = (document, answers) -> {
            String value = PythonRegex.escape(String.valueOf(target.apply(document)));
            PythonRegex sought = PythonRegex.compile(value, PythonRegex.IGNORECASE);
            return Metrics.of("contains", sought.search(String.valueOf(answers.getFirst())) == null ? 0L : 1L);
        };
        TaskFunction.OfValues mean = values ->
                (double) values.stream().mapToLong(PythonNumbers::integer).sum() / values.size();
        return new Described(
                Metrics.of(
                        "dataset_path",
                        rows,
                        "dataset_name",
                        "default",
                        "validation_split",
                        "validation",
                        "doc_to_text",
                        text,
                        "doc_to_target",
                        target,
                        "process_results",
                        results,
                        "metric_list",
                        List.of(metric("contains", mean)),
                        "metadata",
                        Map.of("version", 1L)),
                arguments -> List.of(new TaskFunction.Asked(generation.apply(arguments), null)));
    }

    private static Map<String, @Nullable Object> metric(String name, TaskFunction.OfValues aggregation) {
        return Metrics.of("metric", name, "aggregation", aggregation, "higher_is_better", true);
    }

    /** What a class asks of each document. */
    @FunctionalInterface
    private interface Questions {
        List<TaskFunction.Asked> of(Map<String, @Nullable Object> generation);
    }

    /** A class by its fields and questions. */
    private record Described(Map<String, @Nullable Object> fields, Questions questions) implements TaskFunction.OfTask {
        @Override
        public List<TaskFunction.Asked> asked(Map<String, @Nullable Object> generation) {
            return questions.of(generation);
        }
    }
}
