package org.menura.agent.act;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a person is asked: whether a call may be made, or a question of an agent. */
@FunctionalInterface
public interface Approval {
    /**
     * Something that a person is asked.
     *
     * @param id the same whenever it is asked again, another for anything else: a hash of run, agent and event
     * @param agent that asks
     * @param question in a sentence
     * @param call that is to be approved; null if a text is asked for
     */
    record Request(
            String id,
            String agent,
            String question,
            @Nullable Proposal call) {}

    /**
     * What the person says.
     *
     * @param approved whether the call may be made, or what is asked is so; true with a text that does not begin with no
     * @param text the answer to a question, or why a call may not be made; may be empty
     */
    record Reply(boolean approved, String text) {
        /** The call may be made. */
        public static final Reply YES = new Reply(true, "");
        /** The call may not be made. */
        public static final Reply NO = new Reply(false, "");
    }

    /** Asks; empty if no answer comes now, so that the run is suspended until there is one. */
    Optional<Reply> ask(Request request) throws InterruptedException;

    /** Nobody is there: runs are suspended, and resumed with the answer, be it days later. */
    static Approval later() {
        return _ -> Optional.empty();
    }

    /** Everything is approved, questions are answered with nothing. For runs whose policy alone decides. */
    static Approval always() {
        return _ -> Optional.of(Reply.YES);
    }

    /** A function answers: for tests, and for people elsewhere. */
    static Approval scripted(Function<Request, Optional<Reply>> answers) {
        return answers::apply;
    }

    /** Answers in order, whatever is asked; later when there are none left. */
    static Approval inOrder(Reply... replies) {
        Deque<Reply> left = new ArrayDeque<>(Arrays.asList(replies));
        return _ -> {
            synchronized (left) {
                return Optional.ofNullable(left.poll());
            }
        };
    }

    /** Somebody at a console answers: "yes", "no" and why, or the text that was asked for; nothing for later. */
    static Approval console(BufferedReader in, PrintWriter out) {
        return request -> {
            synchronized (in) {
                Proposal call = request.call();
                out.println("%s asks: %s".formatted(request.agent(), request.question()));
                if (call != null) {
                    out.println("  %s(%s)".formatted(call.tool(), call.arguments()));
                    out.print("  yes, no [why], or nothing for later: ");
                } else {
                    out.print("  your answer, or nothing for later: ");
                }
                out.flush();
                try {
                    String line = in.readLine();
                    if (line == null || line.isBlank()) {
                        return Optional.empty();
                    }
                    return Optional.of(reply(line.strip(), call != null));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static Reply reply(String line, boolean approval) {
        String first = line.split("\\W+", 2)[0].toLowerCase(Locale.ROOT);
        if (!approval) {
            return new Reply(!first.equals("no") && !first.equals("n"), line);
        }
        return first.equals("yes") || first.equals("y")
                ? Reply.YES
                : new Reply(false, line.replaceFirst("(?i)^no?\\b\\s*", ""));
    }
}
