package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;

/**
 * Reaches goals by the pre- and postconditions of actions (goal-oriented action planning): a search finds the cheapest way, no model does. It is
 * searched again after each act, with what was then observed, so that surprises and failures change the way. A mind may be let choose among the actions from
 * which the goal can still be reached, and chooses arguments that are left open; either way it can't leave the path.
 */
public final class Goals implements Planner {
    private final List<Operator> operators;
    private final Set<String> goal;
    private final Choosing choosing;
    private final Sensor sensor;
    private final Set<String> facts;
    private final Set<Operator> failed = new HashSet<>();
    private @Nullable Operator last;

    /** Who chooses among actions. */
    public enum Choosing {
        /** The search takes the first action of the cheapest way. */
        CHEAPEST,
        /** The mind chooses among the actions from which the goal can still be reached. */
        MIND
    }

    /** Learns facts from what was observed. */
    @FunctionalInterface
    public interface Sensor {
        /**
         * Returns the facts that hold now.
         *
         * @param expected what should hold after the action if all went well, or before it if it failed
         */
        Set<String> facts(Set<String> expected, Observation observation);

        /** Believes that actions do what their postconditions say. */
        static Sensor trusting() {
            return (expected, _) -> expected;
        }
    }

    /**
     * Creates a planner.
     *
     * @param facts that hold at the beginning
     * @param goal facts that are to hold
     */
    public Goals(List<Operator> operators, Set<String> facts, Set<String> goal, Choosing choosing, Sensor sensor) {
        this.operators = List.copyOf(operators);
        this.facts = new TreeSet<>(facts);
        this.goal = Set.copyOf(goal);
        this.choosing = choosing;
        this.sensor = sensor;
    }

    /** Returns the facts that hold, as far as is known. */
    public Set<String> facts() {
        return Set.copyOf(facts);
    }

    @Override
    public Act next(State state) throws InterruptedException {
        state.observations().forEach(this::observe);
        last = null;
        if (facts.containsAll(goal)) {
            return choosing == Choosing.MIND
                    ? Answers.from(state, "All is done. Say in short what was done.")
                    : new Act.Answer("Done: " + String.join(", ", new TreeSet<>(goal)));
        }
        List<Operator> open =
                operators.stream().filter(o -> !failed.contains(o)).toList();
        GoalSearch search = new GoalSearch(open);
        List<Operator> way = search.plan(facts, goal).orElse(null);
        if (way == null) {
            return new Act.Suspend("No action that is left leads to %s from %s%s"
                    .formatted(
                            new TreeSet<>(goal),
                            facts,
                            failed.isEmpty()
                                    ? ""
                                    : "; failed: "
                                            + failed.stream()
                                                    .map(Operator::name)
                                                    .sorted()
                                                    .toList()));
        }
        Operator chosen = choosing == Choosing.CHEAPEST ? way.getFirst() : chosen(state, open, search);
        last = chosen;
        return call(state, chosen);
    }

    private void observe(Observation observation) {
        Operator done = last;
        if (done == null) {
            return;
        }
        Set<String> before = new TreeSet<>(facts);
        Set<String> now = new TreeSet<>(sensor.facts(observation.failed() ? before : done.applied(facts), observation));
        facts.clear();
        facts.addAll(now);
        if (!now.equals(before)) {
            failed.clear();
        }
        if (observation.failed() || now.equals(before)) {
            failed.add(done);
        }
    }

    private Operator chosen(State state, List<Operator> open, GoalSearch search) throws InterruptedException {
        List<Operator> options = new ArrayList<>();
        for (Operator operator : open) {
            boolean changes =
                    operator.applicable(facts) && !operator.applied(facts).equals(new TreeSet<>(facts));
            if (changes && search.plan(operator.applied(facts), goal).isPresent()) {
                options.add(operator);
            }
        }
        if (options.size() == 1) {
            return options.getFirst();
        }
        List<String> names = options.stream().map(Operator::name).toList();
        String name = state.think(
                        state.prompt(Message.user("What is done next? One of: " + String.join(", ", names))),
                        new Ask.Choice(names),
                        0)
                .text();
        return options.get(names.indexOf(name));
    }

    private static Act call(State state, Operator operator) throws InterruptedException {
        Map<String, @Nullable Object> arguments = operator.arguments();
        if (arguments != null) {
            return Act.Call.of(List.of(new ToolCall(null, operator.tool(), arguments)));
        }
        List<ToolDefinition> one = state.tools().stream()
                .filter(t -> t.name().equals(operator.tool()))
                .toList();
        if (one.isEmpty()) {
            throw new IllegalStateException("the action '%s' needs the tool '%s', which the agent has not"
                    .formatted(operator.name(), operator.tool()));
        }
        Thought thought = state.think(state.withTools(one).prompt(), new Ask.Calls(one, 1, 1), 1);
        return new Act.Call(thought.calls(), thought.text(), thought.reasoning());
    }
}
