package org.menura.world.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;

/** A suite for tests: sums of two numbers, in two questions, the answers a choice among ten digits. */
public final class Sums implements Suite {
    private final int count;

    /** Creates a suite of some sums. */
    public Sums(int count) {
        this.count = count;
    }

    @Override
    public String name() {
        return "sums";
    }

    @Override
    public String description() {
        return "Sums.";
    }

    @Override
    public boolean reads(Path folder) {
        return Files.exists(folder.resolve("sums.txt"));
    }

    @Override
    public List<SuiteTask> tasks(Path folder) {
        List<SuiteTask> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(new Sum("sum-" + i, i % 2 == 0 ? "even" : "odd", i % 5, i % 4));
        }
        return out;
    }

    private record Sum(String id, String group, int a, int b) implements SuiteTask {
        @Override
        public Trial begin(long seed) {
            return new SumTrial(a, b);
        }
    }

    private static final class SumTrial implements Trial {
        private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        private final int a;
        private final int b;
        private final List<String> given = new ArrayList<>();
        private boolean gaveUp;

        SumTrial(int a, int b) {
            this.a = a;
            this.b = b;
        }

        private int asked() {
            return given.isEmpty() ? a : a + b;
        }

        @Override
        public Optional<Question> next() {
            return gaveUp || given.size() == 2
                    ? Optional.empty()
                    : Optional.of(new Question(
                            Prompt.of(Message.user(given.isEmpty() ? "a = " + a : a + " + " + b)),
                            new Ask.Choice(DIGITS)));
        }

        @Override
        public void answer(Thought answer) {
            if (answer.text().isEmpty()) {
                gaveUp = true;
            } else {
                given.add(answer.text());
            }
        }

        @Override
        public Thought oracle() {
            return Thought.of(Integer.toString(asked()));
        }

        @Override
        public Outcome outcome() {
            boolean first = !given.isEmpty() && given.getFirst().equals(Integer.toString(a));
            boolean second = given.size() == 2 && given.getLast().equals(Integer.toString(a + b));
            double score = (first ? 0.5 : 0) + (second ? 0.5 : 0);
            return new Outcome(score == 1, score, Map.of("answers", (double) given.size()));
        }
    }

    /** An agent that takes a function. */
    public record Said(String name, Answer answer) implements SuiteAgent {
        /** What is said to a question. */
        public interface Answer {
            @Nullable
            Thought of(Question question, long seed);
        }

        @Override
        public Thought answer(Question question, Trial trial, long seed) {
            Thought thought = answer.of(question, seed);
            if (thought == null) {
                throw new org.menura.agent.mind.MindException("no thought");
            }
            return thought;
        }
    }
}
