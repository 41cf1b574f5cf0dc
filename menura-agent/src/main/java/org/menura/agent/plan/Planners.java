package org.menura.agent.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The planners that profiles name. */
public final class Planners {
    /** Their names. */
    public static final List<String> NAMES = List.of("react", "plan-and-execute", "tree-search");

    private Planners() {}

    /** Returns what makes the planner of a name for each run; empty if there is none of that name. */
    public static Optional<Supplier<Planner>> find(String name) {
        return switch (name) {
            case "react" -> Optional.of(ReAct::new);
            case "plan-and-execute" -> Optional.of(PlanAndExecute::new);
            case "tree-search" -> Optional.of(TreeSearch::new);
            default -> Optional.empty();
        };
    }
}
