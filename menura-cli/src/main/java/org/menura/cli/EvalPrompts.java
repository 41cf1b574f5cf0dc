package org.menura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.SampleResult;
import org.menura.format.python.Python;
import org.menura.train.ledger.EvaluationRecord;

/** What evaluations print beside their table. */
final class EvalPrompts {
    private EvalPrompts() {}

    /** Writes down the first document's prompt and target of each task, as lm-evaluation-harness shows them. */
    static List<String> of(EvaluationResults results) {
        List<String> lines = new ArrayList<>();
        results.documents().forEach((task, documents) -> {
            if (!documents.isEmpty()) {
                SampleResult first = documents.getFirst();
                lines.add("Task: %s; document %d; context prompt (starting on next line):"
                        .formatted(task, first.documentId()));
                lines.add(Python.str(first.arguments().getFirst().getFirst()));
                lines.add("(end of prompt on previous line)");
                lines.add("target string or answer choice index (starting on next line):");
                lines.add(Python.str(first.target()));
                lines.add("(end of target on previous line)\n");
            }
        });
        return lines;
    }

    /** An evaluation of a checkpoint in one line. */
    static String line(EvaluationRecord record) {
        String values = record.metrics().entrySet().stream()
                .filter(e -> e.getKey().contains(",") && !e.getKey().contains("_stderr,"))
                .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey().replaceFirst(",none$", ""), e.getValue()))
                .collect(Collectors.joining("  "));
        return "%-24s %s".formatted(record.name().replaceFirst("^eval:", ""), values);
    }
}
