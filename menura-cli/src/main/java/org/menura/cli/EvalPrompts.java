package org.menura.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.menura.eval.report.RunResults;
import org.menura.train.ledger.EvaluationRecord;

/** What evaluations print beside their table. */
final class EvalPrompts {
    private EvalPrompts() {}

    /** Prints the first document's prompt and target of each task. */
    static void print(RunResults results, Console console) {
        for (String task : results.tasks().keySet()) {
            List<JsonNode> samples = results.samples(task);
            if (!samples.isEmpty()) {
                JsonNode first = samples.getFirst();
                JsonNode asked = first.path("arguments").path("gen_args_0");
                console.line("Task: %s; document %s; context prompt (starting on next line):"
                        .formatted(task, first.path("doc_id").asText()));
                console.line(asked.path("arg_0").asText());
                console.line("(end of prompt on previous line)");
                console.line("target string or answer choice index (starting on next line):");
                console.line(first.path("target").asText());
                console.line("(end of target on previous line)\n");
            }
        }
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
