package org.menura.world.claims;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/**
 * A task of some questions, each with options of which one or more are right.
 *
 * @param steps the questions, by the seed of the trial
 * @param metrics further numbers, from whether each answer was right; null answers are missing at the end of the list
 */
record ChoiceTask(
        String id, String group, LongFunction<List<Step>> steps, Function<List<Boolean>, Map<String, Double>> metrics)
        implements SuiteTask {
    /**
     * A question.
     *
     * @param right options that are right, the first one the oracle's
     */
    record Step(String question, List<String> options, List<String> right) {}

    /** Creates a task of one question. */
    static ChoiceTask of(String id, String group, LongFunction<Step> step, Map<String, Double> metrics) {
        return new ChoiceTask(id, group, seed -> List.of(step.apply(seed)), _ -> metrics);
    }

    @Override
    public Trial begin(long seed) {
        List<Step> all = steps.apply(seed);
        return new Trial() {
            private final List<Boolean> answers = new java.util.ArrayList<>();
            private boolean over;

            @Override
            public Optional<Question> next() {
                if (over || answers.size() == all.size()) {
                    return Optional.empty();
                }
                Step step = all.get(answers.size());
                return Optional.of(
                        new Question(Prompt.of(Message.user(step.question())), new Ask.Choice(step.options())));
            }

            @Override
            public void answer(Thought answer) {
                over = answer.text().isEmpty() && answer.calls().isEmpty();
                if (!over) {
                    answers.add(all.get(answers.size()).right().contains(answer.text()));
                }
            }

            @Override
            public Thought oracle() {
                return Thought.of(all.get(answers.size()).right().getFirst());
            }

            @Override
            public Outcome outcome() {
                boolean passed = !answers.isEmpty() && answers.getFirst();
                return new Outcome(passed, passed ? 1 : 0, metrics.apply(answers));
            }
        };
    }
}
