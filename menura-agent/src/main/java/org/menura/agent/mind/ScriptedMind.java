package org.menura.agent.mind;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ToolCall;

/** A mind whose answers a list or a function gives: for tests, and for programs that need none. */
public final class ScriptedMind implements Mind {
    private final String name;
    private final Answers answers;

    /** Gives answers. */
    @FunctionalInterface
    public interface Answers {
        /** Answers a prompt; null if there is no answer. */
        @Nullable
        Thought answer(Prompt prompt, Ask ask, long seed);
    }

    private ScriptedMind(String name, Answers answers) {
        this.name = name;
        this.answers = answers;
    }

    /** Creates a mind that a function answers for. It must answer alike when it is asked alike, as resumed runs ask again. */
    public static ScriptedMind of(Answers answers) {
        return new ScriptedMind("scripted", answers);
    }

    /** Creates a mind that answers in order, whatever it is asked. */
    public static ScriptedMind inOrder(Thought... thoughts) {
        Deque<Thought> left = new ArrayDeque<>(Arrays.asList(thoughts));
        return of((_, _, _) -> {
            synchronized (left) {
                return left.poll();
            }
        });
    }

    /** Creates a mind that gives the answer of a turn: the first one to a conversation without answers, the next to one with one. */
    public static ScriptedMind byTurn(Thought... thoughts) {
        List<Thought> all = List.of(thoughts);
        return of((prompt, _, _) -> {
            int turn = (int)
                    prompt.messages().stream().filter(m -> m.isAssistant()).count();
            return turn < all.size() ? all.get(turn) : null;
        });
    }

    /** Returns a thought that calls a tool. */
    public static Thought call(String tool, java.util.Map<String, @Nullable Object> arguments) {
        return Thought.of(List.of(new ToolCall(null, tool, arguments)));
    }

    /** Returns the same mind under another name. */
    public ScriptedMind named(String other) {
        return new ScriptedMind(other, answers);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.REPLAY);
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) {
        Thought thought = answers.answer(prompt, ask, seed);
        if (thought == null) {
            throw new MindException("%s has no answer to: %s"
                    .formatted(
                            name,
                            prompt.messages().isEmpty()
                                    ? "nothing"
                                    : prompt.messages().getLast().text()));
        }
        return thought;
    }
}
