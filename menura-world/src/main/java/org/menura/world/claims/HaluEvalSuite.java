package org.menura.world.claims;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/**
 * HaluEval QA (Li et al., 2023): which of two answers does the knowledge bear out. Beside the agent stand two rules that need no model: the
 * shorter answer, and the answer that stands in the knowledge word for word.
 */
public final class HaluEvalSuite implements Suite {
    private static final Set<String> FIELDS = Set.of("knowledge", "question", "right_answer", "hallucinated_answer");

    @Override
    public String name() {
        return "halueval-qa";
    }

    @Override
    public String description() {
        return "HaluEval QA: which of two answers is invented";
    }

    @Override
    public boolean reads(Path folder) {
        return Rows.hold(folder, FIELDS);
    }

    @Override
    public String files() {
        return Rows.needed(FIELDS);
    }

    @Override
    public List<? extends SuiteTask> tasks(Path folder) throws IOException {
        return Rows.read(folder, FIELDS, HaluEvalSuite::task);
    }

    private static SuiteTask task(Rows.Row row) {
        String knowledge = row.text("knowledge");
        String right = row.text("right_answer");
        String wrong = row.text("hallucinated_answer");
        int shorter = Integer.compare(right.codePointCount(0, right.length()), wrong.codePointCount(0, wrong.length()));
        double length = shorter == 0 ? 0.5 : shorter < 0 ? 1 : 0;
        boolean rightIsThere = knowledge.contains(right);
        boolean wrongIsThere = knowledge.contains(wrong);
        double words = rightIsThere == wrongIsThere ? 0.5 : rightIsThere ? 1 : 0;
        return ChoiceTask.of(
                row.id(),
                "",
                seed -> {
                    boolean first = new SplittableRandom(seed ^ row.id().hashCode()).nextBoolean();
                    return new ChoiceTask.Step(
                            "Knowledge: %s\nQuestion: %s\nAnswer A: %s\nAnswer B: %s\nWhich answer does the knowledge bear out, A or B?"
                                    .formatted(
                                            knowledge,
                                            row.text("question"),
                                            first ? right : wrong,
                                            first ? wrong : right),
                            List.of("A", "B"),
                            List.of(first ? "A" : "B"));
                },
                Map.of("the shorter one", length, "in the knowledge", words));
    }
}
