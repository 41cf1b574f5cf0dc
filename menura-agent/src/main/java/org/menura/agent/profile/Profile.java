package org.menura.agent.profile;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Policy;

/**
 * Who an agent is and what it may do.
 *
 * @param name by which journals and other agents know it
 * @param role what it is, for its mind; may be empty
 * @param goal what it is for; the task of a run that is given none
 * @param instructions how it is to work; may be empty
 * @param tools what {@link org.menura.agent.act.ToolSource}s are asked for
 * @param policy what it may do
 * @param mind name of its model; null for the one that the run has
 * @param planner how it chooses what it does
 * @param calls how many calls of tools it makes at once at most
 */
public record Profile(
        String name,
        String role,
        String goal,
        String instructions,
        List<String> tools,
        Policy policy,
        @Nullable String mind,
        String planner,
        int calls) {
    /** The calls at once of profiles that say nothing of it. */
    public static final int DEFAULT_CALLS = 8;

    /** The planner of profiles that name none: think, act, observe. */
    public static final String DEFAULT_PLANNER = "react";

    /**
     * Checks the name and the number of calls.
     *
     * @throws IllegalArgumentException if the name is empty, no single line, or has a slash, which tells agents of agents
     */
    public Profile {
        if (name.isBlank() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "an agent's name is not empty and has no '/', unlike '%s'".formatted(name));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an agent's name is one line without control characters");
        }
        if (calls < 1) {
            throw new IllegalArgumentException("an agent makes at least one call at once, not " + calls);
        }
        tools = List.copyOf(tools);
    }

    /** Creates the profile of an agent with the standard policy, without tools named. */
    public static Profile of(String name) {
        return new Profile(name, "", "", "", List.of(), Policy.STANDARD, null, DEFAULT_PLANNER, DEFAULT_CALLS);
    }

    /** Returns a copy with a role. */
    public Profile withRole(String text) {
        return new Profile(name, text, goal, instructions, tools, policy, mind, planner, calls);
    }

    /** Returns a copy with a goal. */
    public Profile withGoal(String text) {
        return new Profile(name, role, text, instructions, tools, policy, mind, planner, calls);
    }

    /** Returns a copy with instructions. */
    public Profile withInstructions(String text) {
        return new Profile(name, role, goal, text, tools, policy, mind, planner, calls);
    }

    /** Returns a copy with another policy. */
    public Profile withPolicy(Policy other) {
        return new Profile(name, role, goal, instructions, tools, other, mind, planner, calls);
    }

    /** Returns what its mind is told first; empty if there is nothing to be told. */
    public String system() {
        StringBuilder out = new StringBuilder();
        if (!role.isBlank()) {
            out.append("You are ")
                    .append(name)
                    .append(": ")
                    .append(role.strip())
                    .append('\n');
        }
        if (!goal.isBlank()) {
            out.append("Your goal: ").append(goal.strip()).append('\n');
        }
        out.append(instructions.strip());
        return out.toString().strip();
    }
}
