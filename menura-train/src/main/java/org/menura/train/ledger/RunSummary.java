package org.menura.train.ledger;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What a run came to, in figures, from its records. */
public final class RunSummary {
    private RunSummary() {}

    /**
     * Returns the last step, the tokens seen, the last loss, and of each evaluation the last figures as {@code NAME/METRIC}.
     *
     * @throws org.menura.format.FormatException if a record is damaged
     * @throws IOException if the ledger can't be read
     */
    public static SequencedMap<String, Double> values(LedgerReader reader) throws IOException {
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        List<StepRecord> steps = reader.records();
        if (!steps.isEmpty()) {
            StepRecord last = steps.getLast();
            values.put("steps", (double) last.step());
            values.put("tokens", (double) last.tokens());
            values.put("loss", last.loss());
        }
        for (EvaluationRecord evaluation : reader.evaluations()) {
            evaluation.metrics().forEach((name, value) -> values.put(evaluation.name() + "/" + name, value));
        }
        return values;
    }
}
