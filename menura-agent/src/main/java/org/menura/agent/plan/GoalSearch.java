package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cheapest sequence of actions that makes facts hold: A* with the heuristic h_max of the problem without deletions (Bonet &amp; Geffner 2001), which never
 * overestimates.
 */
public final class GoalSearch {
    private static final int MOST_STATES = 200_000;

    private final List<Operator> operators;

    /** Creates a search over actions; of equally cheap sequences it finds the one whose actions come first here. */
    public GoalSearch(List<Operator> operators) {
        this.operators = List.copyOf(operators);
    }

    private record Node(
            Set<String> facts,
            double cost,
            double estimate,
            long order,
            @Nullable Node before,
            @Nullable Operator by) {}

    /**
     * Finds the cheapest plan.
     *
     * @return its actions, none if the goal holds already; empty if there is no plan
     * @throws IllegalStateException if more than 200,000 states had to be looked at
     */
    public Optional<List<Operator>> plan(Set<String> facts, Set<String> goal) {
        PriorityQueue<Node> open = new PriorityQueue<>(
                Comparator.comparingDouble((Node n) -> n.cost() + n.estimate()).thenComparingLong(Node::order));
        Map<Set<String>, Double> best = new HashMap<>();
        long order = 0;
        TreeSet<String> start = new TreeSet<>(facts);
        double first = estimate(start, goal);
        if (first < Double.POSITIVE_INFINITY) {
            open.add(new Node(start, 0, first, order++, null, null));
            best.put(start, 0.0);
        }
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (node.cost() > best.getOrDefault(node.facts(), Double.POSITIVE_INFINITY)) {
                continue;
            }
            if (node.facts().containsAll(goal)) {
                return Optional.of(path(node));
            }
            for (Operator operator : operators) {
                if (!operator.applicable(node.facts())) {
                    continue;
                }
                Set<String> next = operator.applied(node.facts());
                double cost = node.cost() + operator.cost();
                if (cost >= best.getOrDefault(next, Double.POSITIVE_INFINITY)) {
                    continue;
                }
                double left = estimate(next, goal);
                if (left == Double.POSITIVE_INFINITY) {
                    continue;
                }
                best.put(next, cost);
                if (best.size() > MOST_STATES) {
                    throw new IllegalStateException(
                            "no plan was found among %,d states; give the actions fewer facts".formatted(MOST_STATES));
                }
                open.add(new Node(next, cost, left, order++, node, operator));
            }
        }
        return Optional.empty();
    }

    private static List<Operator> path(Node end) {
        List<Operator> out = new ArrayList<>();
        for (Node at = end; at != null && at.by() != null; at = at.before()) {
            out.addFirst(at.by());
        }
        return out;
    }

    /** h_max: the cost of the dearest fact of the goal, if nothing were ever removed or forbidden. */
    private double estimate(Set<String> facts, Set<String> goal) {
        Map<String, Double> cost = new HashMap<>();
        facts.forEach(f -> cost.put(f, 0.0));
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Operator operator : operators) {
                double before = dearest(operator.needs(), cost);
                if (before == Double.POSITIVE_INFINITY) {
                    continue;
                }
                double after = before + operator.cost();
                for (String fact : operator.adds()) {
                    if (after < cost.getOrDefault(fact, Double.POSITIVE_INFINITY)) {
                        cost.put(fact, after);
                        changed = true;
                    }
                }
            }
        }
        return dearest(goal, cost);
    }

    private static double dearest(Set<String> facts, Map<String, Double> cost) {
        double out = 0;
        for (String fact : facts) {
            out = Math.max(out, cost.getOrDefault(fact, Double.POSITIVE_INFINITY));
        }
        return out;
    }
}
