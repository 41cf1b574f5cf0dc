package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Searches a tree of thoughts before it acts (Tree of Thoughts, arXiv 2305.10601, breadth-first with a beam). At each depth the mind
 * writes several thoughts after each path that was kept, the paths are valued, and the best go on; the act follows from the best path. All thoughts
 * begin with the same conversation, which a local mind computes once. Thoughts change nothing in the world, so that nothing has to be undone.
 */
public final class TreeSearch implements Planner {
    private static final String ON = "Think about how to go on. Write the next step of thought only.";

    private final int depth;
    private final int branches;
    private final int beam;
    private final int thoughtTokens;
    private final Value value;

    /** Values a path of thoughts. */
    @FunctionalInterface
    public interface Value {
        /**
         * Returns how good a path is; more is better.
         *
         * @param thoughts from the first on
         * @param branch number of the path at its step, for seeds
         */
        double of(State state, List<String> thoughts, int branch) throws InterruptedException;

        /** Values by how likely the mind holds a path for a good one, or, where it gives no scores, by the mark it chooses. */
        static Value byMind() {
            return TreeSearch::judged;
        }

        /** Values by a function, such as a verifier of what the thoughts say. */
        static Value by(ToDoubleFunction<List<String>> function) {
            return (_, thoughts, _) -> function.applyAsDouble(thoughts);
        }
    }

    /** Creates a search of depth 3 with 4 branches and a beam of 2, valued by the mind. */
    public TreeSearch() {
        this(3, 4, 2, 64, Value.byMind());
    }

    /**
     * Creates a search.
     *
     * @param depth number of thoughts of a path
     * @param branches thoughts that are tried after each path
     * @param beam paths that are kept
     * @param thoughtTokens largest length of a thought
     */
    public TreeSearch(int depth, int branches, int beam, int thoughtTokens, Value value) {
        if (depth < 1 || branches < 1 || beam < 1 || thoughtTokens < 1) {
            throw new IllegalArgumentException("depth, branches, beam and thoughtTokens must be at least 1");
        }
        this.depth = depth;
        this.branches = branches;
        this.beam = beam;
        this.thoughtTokens = thoughtTokens;
        this.value = value;
    }

    private record Path(List<String> thoughts, double value) {}

    @Override
    public Act next(State state) throws InterruptedException {
        List<Path> kept = List.of(new Path(List.of(), 0));
        int asked = 10;
        for (int level = 0; level < depth; level++) {
            List<Callable<List<String>>> work = new ArrayList<>();
            for (Path path : kept) {
                for (int b = 0; b < branches; b++) {
                    int number = asked++;
                    work.add(() -> grown(state, path.thoughts(), number));
                }
            }
            Set<List<String>> different = new HashSet<>();
            List<List<String>> paths = Branches.all(work, level == 0).stream()
                    .filter(different::add)
                    .toList();
            kept = valued(state, paths, asked);
            asked += paths.size();
        }
        List<String> best = kept.getFirst().thoughts();
        List<Message> messages = new ArrayList<>(state.messages());
        messages.add(Message.user(shown(best) + "\nNow act on it: call tools, or answer."));
        return ReAct.act(state.withMessages(messages), ReAct.MAX_CALLS, String.join("\n", best));
    }

    private List<String> grown(State state, List<String> thoughts, int number) throws InterruptedException {
        String more = state.think(
                        new Prompt(after(state, shown(thoughts) + ON), state.tools()),
                        new Ask.Text(thoughtTokens),
                        number)
                .text()
                .strip();
        List<String> out = new ArrayList<>(thoughts);
        out.add(more);
        return List.copyOf(out);
    }

    private List<Path> valued(State state, List<List<String>> paths, int from) throws InterruptedException {
        List<Callable<Double>> work = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            int number = from + i;
            List<String> path = paths.get(i);
            work.add(() -> value.of(state, path, number));
        }
        List<Double> values = Branches.all(work, false);
        List<Path> out = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            out.add(new Path(paths.get(i), values.get(i)));
        }
        // Sorting is stable: of equals the one that was asked for first goes on.
        return out.stream()
                .sorted(Comparator.comparingDouble(Path::value).reversed())
                .limit(beam)
                .toList();
    }

    private static double judged(State state, List<String> thoughts, int branch) throws InterruptedException {
        boolean scores = state.mind().capabilities().contains(Capability.SCORE);
        Prompt prompt = new Prompt(
                after(
                        state,
                        shown(thoughts)
                                + (scores
                                        ? "Do these thoughts lead to the goal? Answer yes or no."
                                        : "How well do these thoughts lead to the goal, from 1 to 5?")),
                state.tools());
        if (scores) {
            List<Double> of = state.mind().score(prompt, List.of("yes", "no"));
            return of.get(0) - of.get(1);
        }
        return Double.parseDouble(state.think(prompt, new Ask.Choice(List.of("1", "2", "3", "4", "5")), branch)
                .text());
    }

    private static List<Message> after(State state, String text) {
        List<Message> out = new ArrayList<>(state.messages());
        out.add(Message.user(text));
        return out;
    }

    private static String shown(List<String> thoughts) {
        StringBuilder out = new StringBuilder();
        for (String thought : thoughts) {
            out.append("Thought: ").append(thought).append('\n');
        }
        return out.toString();
    }
}
