package org.menura.world.household.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.world.household.engine.Wording;

/**
 * A recorded trajectory: what the world said and what the agent did, thoughts among it.
 *
 * @param name of the record
 * @param intro what the world said first, with the task
 * @param steps commands with what they brought about
 */
public record Trajectory(String name, String intro, List<Step> steps) {
    private static final String TASK = "Your task is to: ";
    private static final String THINK = "think:";
    private static final String THOUGHT = "OK.";
    private static final String TITLE = "-= Welcome";
    /** What ALFWorld 0.3 tells of arriving: a number that nothing else shows. */
    private static final Pattern ARRIVAL = Pattern.compile("^You arrive at loc \\d+\\. ");

    public Trajectory {
        steps = List.copyOf(steps);
    }

    /**
     * A command and what it brought about.
     *
     * @param observation empty if none was recorded
     */
    public record Step(String command, String observation) {
        /** Returns whether it is a thought, which the world answers with "OK." */
        public boolean thought() {
            return command.startsWith(THINK);
        }
    }

    /** Returns the words in which it is recorded, by its commands and by what arriving brings about. */
    public Wording wording() {
        return steps.stream()
                        .anyMatch(s -> s.command().startsWith("move ")
                                || s.observation().startsWith("You arrive at "))
                ? Wording.ALFWORLD
                : Wording.REACT;
    }

    /** Returns the task in words, without the full stop. */
    public String task() {
        String task = intro.substring(intro.indexOf(TASK) + TASK.length());
        return task.endsWith(".") ? task.substring(0, task.length() - 1) : task;
    }

    /**
     * Reads an object of texts by name: the intro, then commands in lines that begin with {@code >}, each followed by what
     * it brought about.
     *
     * @throws FormatException if it is something else
     */
    public static List<Trajectory> read(JsonNode root, String source) {
        if (!root.isObject()) {
            throw new FormatException("%s: an object of trajectories by name is needed".formatted(source));
        }
        List<Trajectory> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new FormatException("%s: the trajectory \"%s\" is no text".formatted(source, entry.getKey()));
            }
            all.add(read(entry.getKey(), entry.getValue().asText(), source));
        }
        return all;
    }

    private static Trajectory read(String name, String text, String source) {
        List<String> intro = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        List<List<String>> observations = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(">")) {
                commands.add(line.substring(1).strip());
                observations.add(new ArrayList<>());
            } else if (!line.isBlank()) {
                (commands.isEmpty() ? intro : observations.getLast()).add(line.strip());
            }
        }
        // Some records answer a thought that has been cut away; others keep the title.
        intro.removeIf(line -> line.equals(THOUGHT) || line.startsWith(TITLE));
        if (intro.size() != 2 || !intro.get(1).startsWith(TASK)) {
            throw new FormatException(
                    "%s: the trajectory \"%s\" must begin with a line of what is seen and a line \"%s…\""
                            .formatted(source, name, TASK));
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            List<String> told = observations.get(i);
            boolean thought = commands.get(i).startsWith(THINK);
            if (thought && told.size() > 1 && told.getFirst().equals(THOUGHT) && i > 0) {
                // A thought that was put between a command and what it brought about.
                Step before = steps.removeLast();
                steps.add(new Step(before.command(), String.join("\n", told.subList(1, told.size()))));
                told = told.subList(0, 1);
            }
            steps.add(new Step(
                    commands.get(i), ARRIVAL.matcher(String.join("\n", told)).replaceFirst("")));
        }
        return new Trajectory(name, String.join("\n", intro), steps);
    }
}
