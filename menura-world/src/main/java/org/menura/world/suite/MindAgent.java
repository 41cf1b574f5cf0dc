package org.menura.world.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;

/** An agent whose mind answers each question. */
public final class MindAgent implements SuiteAgent {
    /** Tokens of a free answer, where nothing else is said. */
    public static final int MOST_FREE = 512;

    private static final int MOST_THOUGHT = 128;
    private static final String THINK =
            "Before you answer, think: say in one to three sentences what is asked for and how you will answer."
                    + " Do not answer yet.";
    private static final String ANSWER = "Now answer.";

    private final Mind mind;
    private final String name;
    private final AnswerMode mode;
    private final int mostFree;

    /** Creates an agent that goes by the name of its mind, and is held to the form of answers. */
    public MindAgent(Mind mind) {
        this(mind, mind.name(), AnswerMode.FORCED, MOST_FREE);
    }

    /**
     * Creates an agent.
     *
     * @param name for reports
     * @param mostFree tokens of a free answer at most
     */
    public MindAgent(Mind mind, String name, AnswerMode mode, int mostFree) {
        this.mind = mind;
        this.name = name;
        this.mode = mode;
        this.mostFree = mostFree;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Thought answer(Question question, Trial trial, long seed) throws InterruptedException {
        Prompt prompt = question.prompt();
        Ask ask = question.ask();
        return switch (mode) {
            case FORCED -> mind.think(prompt, ask, seed);
            case FREE ->
                FreeAnswers.read(mind.think(prompt, ask instanceof Ask.Text ? ask : new Ask.Text(mostFree), seed), ask);
            case THOUGHT -> ask instanceof Ask.Text ? mind.think(prompt, ask, seed) : thoughtful(prompt, ask, seed);
        };
    }

    private Thought thoughtful(Prompt prompt, Ask ask, long seed) throws InterruptedException {
        List<Message> messages = new ArrayList<>(prompt.messages());
        messages.add(Message.user(THINK));
        Thought first = mind.think(new Prompt(merged(messages), prompt.tools()), new Ask.Text(MOST_THOUGHT), seed);
        messages.add(Message.assistant(first.text()));
        messages.add(Message.user(ANSWER));
        Thought second = mind.think(new Prompt(merged(messages), prompt.tools()), ask, seed);
        int[] ids = Arrays.copyOf(first.ids(), first.ids().length + second.ids().length);
        System.arraycopy(second.ids(), 0, ids, first.ids().length, second.ids().length);
        return new Thought(
                second.text(),
                first.text(),
                second.calls(),
                ids,
                DoubleStream.concat(Arrays.stream(first.logProbs()), Arrays.stream(second.logProbs()))
                        .toArray(),
                first.promptTokens() + second.promptTokens(),
                first.answerTokens() + second.answerTokens());
    }

    /** Returns messages of which no two of the user follow each other, which some templates refuse. */
    private static List<Message> merged(List<Message> messages) {
        List<Message> out = new ArrayList<>();
        for (Message message : messages) {
            if (!out.isEmpty()
                    && message.role().equals(out.getLast().role())
                    && message.fields().isEmpty()
                    && out.getLast().fields().isEmpty()
                    && message.media().isEmpty()
                    && out.getLast().media().isEmpty()) {
                Message last = out.removeLast();
                out.add(Message.of(last.role(), last.text() + "\n\n" + message.text()));
            } else {
                out.add(message);
            }
        }
        return out;
    }

    @Override
    public void close() {
        mind.close();
    }
}
