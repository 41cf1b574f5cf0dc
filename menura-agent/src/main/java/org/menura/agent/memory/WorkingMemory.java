package org.menura.agent.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;

/**
 * The part of a conversation that a mind is shown: instructions, then the latest turns within a budget of tokens. What is beyond it leaves from
 * the oldest on, in whole turns, so that no call is parted from its result; the person's last message stays, and the first that is shown after the instructions is
 * always a person's. What left is kept as a rolling summary, if there is a {@link Summariser}. Not thread-safe.
 */
public final class WorkingMemory {
    /** Characters of a token where nothing better is known. */
    private static final int CHARS_PER_TOKEN = 4;

    private static final int MESSAGE_TOKENS = 4; // the marks of templates around a message

    private final int budget;
    private final ToIntFunction<Message> counter;
    private final @Nullable Summariser summariser;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private Supplier<@Nullable Message> instructions = () -> null;
    private @Nullable String summary;
    private @Nullable String recalled;

    /** Creates a working memory that counts four characters a token and keeps no summary. */
    public WorkingMemory(int budget) {
        this(budget, WorkingMemory::estimate, null);
    }

    /**
     * Creates a working memory.
     *
     * @param budget of tokens, the instructions counted
     * @param counter of a message's tokens
     * @param summariser of what leaves; null if nothing is kept of it
     */
    public WorkingMemory(int budget, ToIntFunction<Message> counter, @Nullable Summariser summariser) {
        if (budget < 1) {
            throw new IllegalArgumentException("working memory needs a budget of tokens, not " + budget);
        }
        this.budget = budget;
        this.counter = counter;
        this.summariser = summariser;
    }

    /** Estimates the tokens of a message as a quarter of its characters. */
    public static int estimate(Message message) {
        int chars = message.text().length();
        for (var call : message.toolCalls()) {
            chars += call.name().length() + call.arguments().toString().length();
        }
        return MESSAGE_TOKENS + (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }

    /** Sets the system message, made anew at each look, such as with blocks that tools edit; null for none. */
    public void instruct(Supplier<@Nullable Message> message) {
        instructions = message;
    }

    /** Sets what was recalled for the next answer, shown with the person's last message until it is set again; null for nothing. */
    public void recall(@Nullable String text) {
        recalled = text == null || text.isBlank() ? null : text;
    }

    /**
     * Adds a turn. Older ones leave if the budget is exceeded.
     *
     * @throws IllegalStateException if the instructions, the person's last message and the last turn exceed the budget by themselves
     */
    public void add(Turn turn) throws InterruptedException {
        turns.add(turn);
        sizes.add(turn.messages().stream().mapToInt(counter).sum());
        shrink();
    }

    private void shrink() throws InterruptedException {
        List<Turn> leaving;
        do {
            leaving = new ArrayList<>();
            boolean more = true;
            while (more && tokens() > budget) {
                more = dropOldest(leaving);
            }
            // A conversation begins with a person's message; templates refuse others.
            while (more && !leaving.isEmpty() && !turns.getFirst().isUser() && hasUser()) {
                more = dropOldest(leaving);
            }
            if (!leaving.isEmpty() && summariser != null) {
                summary = summariser.summarise(summary, leaving);
            }
        } while (!leaving.isEmpty() && tokens() > budget);
        if (tokens() > budget) {
            throw new IllegalStateException(
                    "the instructions, the last request and the last turn have %d tokens, more than the budget of %d of working memory; raise the budget or shorten what tools return"
                            .formatted(tokens(), budget));
        }
    }

    private boolean hasUser() {
        return turns.stream().anyMatch(Turn::isUser);
    }

    private boolean dropOldest(List<Turn> leaving) {
        int keep = turns.size() - 1;
        while (keep >= 0 && !turns.get(keep).isUser()) {
            keep--;
        }
        int oldest = keep == 0 ? 1 : 0;
        if (oldest >= turns.size() - 1) {
            return false;
        }
        leaving.add(turns.remove(oldest));
        sizes.remove(oldest);
        return true;
    }

    /** Returns what a mind is shown. */
    public List<Message> messages() {
        List<Message> out = new ArrayList<>();
        Message first = instructions.get();
        if (first != null) {
            out.add(first);
        }
        int last = turns.size() - 1;
        while (last >= 0 && !turns.get(last).isUser()) {
            last--;
        }
        boolean begun = false;
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            String before = begun || !turn.isUser() ? null : summarised();
            String now = i == last ? known() : null;
            begun |= turn.isUser();
            if (before == null && now == null) {
                out.addAll(turn.messages());
            } else {
                out.add(turn.messages()
                        .getFirst()
                        .withTextBefore((before == null ? "" : before) + (now == null ? "" : now)));
            }
        }
        return out;
    }

    private @Nullable String summarised() {
        return summary == null ? null : "[Earlier in this conversation:\n" + summary + "]\n\n";
    }

    private @Nullable String known() {
        return recalled == null ? null : "[From memory:\n" + recalled + "]\n\n";
    }

    /** Returns the number of tokens that a mind is shown. */
    public int tokens() {
        Message first = instructions.get();
        int sum = first == null ? 0 : counter.applyAsInt(first);
        for (String more : new @Nullable String[] {summarised(), known()}) {
            sum += more == null ? 0 : counter.applyAsInt(Message.user(more));
        }
        for (int size : sizes) {
            sum += size;
        }
        return sum;
    }

    /** Returns the turns that are shown. */
    public List<Turn> turns() {
        return List.copyOf(turns);
    }

    /** Returns the summary of what left, or null. */
    public @Nullable String summary() {
        return summary;
    }
}
