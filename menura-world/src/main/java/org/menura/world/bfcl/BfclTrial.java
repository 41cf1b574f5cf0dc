package org.menura.world.bfcl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Thought;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.Trial;

/** One question, answered by calls. */
final class BfclTrial implements Trial {
    private final BfclTask task;
    private @Nullable Thought answer;

    BfclTrial(BfclTask task) {
        this.task = task;
    }

    @Override
    public Optional<Question> next() {
        return answer == null ? Optional.of(task.question()) : Optional.empty();
    }

    @Override
    public void answer(Thought thought) {
        answer = thought;
    }

    @Override
    public Thought oracle() {
        if (!task.wantsCalls()) {
            return Thought.of("None of the functions can help with that.");
        }
        return Thought.of(
                task.isAboutRelevance()
                        ? List.of(BfclOracle.anyCall(task.tools().getFirst()))
                        : BfclOracle.calls(task));
    }

    @Override
    public Outcome outcome() {
        List<ToolCall> calls = answer == null ? List.of() : answer.calls();
        boolean hasAnswered =
                answer != null && (!calls.isEmpty() || !answer.text().isBlank());
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("calls", (double) calls.size());
        List<String> names = task.tools().stream().map(ToolDefinition::name).toList();
        if (!calls.isEmpty()) {
            long known = calls.stream().filter(c -> names.contains(c.name())).count();
            metrics.put("known names", (double) known / calls.size());
        }
        boolean passed;
        if (task.isAboutRelevance()) {
            passed = task.wantsCalls() != calls.isEmpty();
        } else {
            List<AstChecker.Call> given = new ArrayList<>();
            calls.forEach(c -> given.add(new AstChecker.Call(c.name(), c.arguments())));
            passed = hasAnswered
                    && new AstChecker(task.functions(), task.group())
                            .check(given, task.answers())
                            .valid();
            metrics.put("right functions", haveRightNames(calls) ? 1.0 : 0.0);
        }
        return new Outcome(passed, passed ? 1 : 0, metrics);
    }

    private boolean haveRightNames(List<ToolCall> calls) {
        List<String> given = calls.stream().map(ToolCall::name).sorted().toList();
        List<String> right = task.answers().stream()
                .map(a -> a.keySet().iterator().next())
                .sorted()
                .toList();
        return given.equals(right);
    }
}
