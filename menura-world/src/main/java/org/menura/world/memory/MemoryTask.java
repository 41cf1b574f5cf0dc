package org.menura.world.memory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.menura.agent.memory.Memory;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/**
 * A question about what was said.
 *
 * @param sources turns that hold the answer: conversation, {@code #}, number
 * @param recalled best first
 * @param count memories that the agent reads
 */
record MemoryTask(
        String id,
        String group,
        String question,
        List<String> answers,
        Set<String> sources,
        List<Memory> recalled,
        int count)
        implements SuiteTask {
    private static final int QUOTE_TOKENS = 24;
    private static final Pattern SIGNS = Pattern.compile("[,./\\-_*^()]");

    @Override
    public Trial begin(long seed) {
        return new Trial() {
            private boolean over;
            private boolean passed;

            @Override
            public Optional<Question> next() {
                return over ? Optional.empty() : Optional.of(asked());
            }

            @Override
            public void answer(Thought answer) {
                over = true;
                passed = right(answer.text());
            }

            @Override
            public Thought oracle() {
                // An answer that begins or ends with a sign, such as $5, stands between no bounds of words.
                return Thought.of(answers.stream()
                        .filter(MemoryTask.this::right)
                        .findFirst()
                        .orElse(answers.getFirst()));
            }

            @Override
            public Outcome outcome() {
                return new Outcome(passed, passed ? 1 : 0, Map.of("recall@1", found(1), "recall@5", found(5)));
            }
        };
    }

    private Question asked() {
        List<String> texts = recalled.stream().limit(count).map(Memory::text).toList();
        String notes = String.join("\n", texts.stream().map(t -> "- " + t).toList());
        return new Question(
                Prompt.of(Message.user("What I told you before:\n%s\n\n%s\nAnswer with a few words of what I said."
                        .formatted(notes, question))),
                texts.isEmpty() ? new Ask.Text(QUOTE_TOKENS) : new Ask.Quote(texts, QUOTE_TOKENS));
    }

    private double found(int first) {
        return recalled.stream()
                        .limit(first)
                        .anyMatch(m -> sources.contains(
                                m.source().thread() + "#" + m.source().event()))
                ? 1
                : 0;
    }

    /** Returns whether an answer holds one of the right ones between bounds of words, whatever case and signs, as in the original. */
    private boolean right(String answer) {
        String said = plain(answer);
        return answers.stream()
                .anyMatch(a -> PythonRegex.compile("\\b" + PythonRegex.escape(plain(a)) + "\\b")
                                .search(said)
                        != null);
    }

    private static String plain(String text) {
        return PythonCharacters.lower(SIGNS.matcher(text).replaceAll("")).replace('\'', '"');
    }
}
