package org.menura.agent.team;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.agent.plan.Act;
import org.menura.agent.plan.Observation;
import org.menura.agent.plan.Planner;
import org.menura.agent.plan.State;

/**
 * Lets agents work in a fixed order, stage after stage, without a mind that decides; those of one stage work at once. A task's text may name what
 * there is: {@code {goal}}, and the reply of an agent of an earlier stage by its name, such as {@code {researcher}}. The answer is the last reply, or all replies
 * of the last stage.
 */
public final class Workflow implements Planner {
    private static final Pattern NAMED = Pattern.compile("\\{([^{}]*)}");

    private final List<List<Act.Delegate.Task>> stages;
    private final Map<String, String> known = new LinkedHashMap<>();
    private int stage;

    private Workflow(List<List<Act.Delegate.Task>> stages) {
        this.stages = List.copyOf(stages);
    }

    /**
     * Creates a workflow whose stages are tasks that are worked on at once.
     *
     * @throws IllegalArgumentException if a stage is empty
     */
    public static Workflow of(List<List<Act.Delegate.Task>> stages) {
        if (stages.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a stage of a workflow needs a task");
        }
        return new Workflow(stages);
    }

    /** Creates a task for a stage. */
    public static Act.Delegate.Task task(String agent, String text) {
        return new Act.Delegate.Task(agent, text);
    }

    @Override
    public Act next(State state) {
        known.putIfAbsent("goal", state.goal());
        List<String> last = new ArrayList<>();
        for (Observation observation : state.observations()) {
            if (observation instanceof Observation.Replied(Act.Delegate.Task task, String text, boolean failed)) {
                if (failed) {
                    return new Act.Suspend("%s has failed: %s".formatted(task.agent(), text));
                }
                known.put(task.agent(), text);
                last.add(text);
            }
        }
        if (stage == stages.size()) {
            return new Act.Answer(String.join("\n", last));
        }
        return new Act.Delegate(stages.get(stage++).stream()
                .map(task -> new Act.Delegate.Task(task.agent(), filled(task.text())))
                .toList());
    }

    private String filled(String text) {
        return NAMED.matcher(text)
                .replaceAll(named -> Matcher.quoteReplacement(known.getOrDefault(named.group(1), named.group())));
    }

    /** Returns what a task's text names in braces. */
    static List<String> named(String text) {
        return NAMED.matcher(text).results().map(named -> named.group(1)).toList();
    }
}
