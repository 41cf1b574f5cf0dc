package org.menura.world.household.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.pddl.Formula;
import org.menura.world.household.scene.Affordances;
import org.menura.world.household.scene.GoalTemplate;
import org.menura.world.household.scene.Scenes;

/**
 * Replays recorded trajectories, in the form of ReAct (Yao et al., ICLR 2023) or of ALFWorld 0.4, and compares each
 * observation.
 *
 * <p>The records have been cut and typed by hand. Two kinds of edits are told apart from differences: a command on a
 * receptacle whose arrival has been left out, and a list without its last "and".
 */
public final class Replay {
    private static final String FILE = "react_prompts.json";
    private static final Pattern RECEPTACLE = Pattern.compile("(?:open|close) ([a-z]+ \\d+)");

    private Replay() {}

    /**
     * What came of a trajectory.
     *
     * @param observations number of those compared, the intro among them
     * @param equal number of those that are equal
     * @param edits number of the others that are equal but for an edit by hand
     * @param difference the first that differs, or empty
     * @param goal whether the goal holds at the end; empty if no template tells the task
     */
    public record Result(
            String name, int observations, int equal, int edits, String difference, Optional<Boolean> goal) {
        /** Returns whether nothing differs and the goal, where it is known, is reached. */
        public boolean ok() {
            return difference.isEmpty() && goal.orElse(true);
        }
    }

    /** Returns whether a folder holds trajectories, by its file. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /**
     * Replays all trajectories of a folder.
     *
     * @throws FormatException if the file is malformed
     */
    public static List<Result> run(Path folder) {
        Path file = folder.resolve(FILE);
        return run(Json.parse(file), file.toString());
    }

    static List<Result> run(JsonNode root, String source) {
        Scenes scenes = Scenes.builtIn();
        return Trajectory.read(root, source).stream().map(t -> run(t, scenes)).toList();
    }

    private static Result run(Trajectory trajectory, Scenes scenes) {
        House house = RecordedHouse.of(trajectory, scenes.affordances());
        String intro = Wording.REACT.intro(house, trajectory.task());
        Wording wording = trajectory.wording();
        int observations = 1;
        int equal = intro.equals(trajectory.intro()) ? 1 : 0;
        int edits = 0;
        String difference = equal == 1 ? "" : differs("the beginning", trajectory.intro(), intro);
        for (Trajectory.Step step : trajectory.steps()) {
            if (step.thought()) {
                continue;
            }
            observations++;
            boolean brought = !step.observation().equals(wording.nothing()) && arrive(house, step.command(), wording);
            String told = lines(act(house, step.command(), wording));
            if (told.equals(step.observation()) && !brought) {
                equal++;
            } else if (told.equals(step.observation())
                    || told.replace(", and a ", ", a ").equals(step.observation())) {
                edits++;
            } else if (difference.isEmpty()) {
                difference = differs("\"" + step.command() + "\"", step.observation(), told);
            }
        }
        Optional<Formula> goal = goal(trajectory.task(), scenes);
        return new Result(trajectory.name(), observations, equal, edits, difference, goal.map(g -> g.holds(house)));
    }

    private static String differs(String where, String expected, String actual) {
        return "%s: recorded \"%s\", told \"%s\"".formatted(where, expected, actual);
    }

    /** Returns a text as {@link Trajectory} reads it: without blank lines and what lines are indented by. */
    private static String lines(String text) {
        return text.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static String act(House house, String command, Wording wording) {
        Action action = wording.action(house, command);
        // ALFWorld 0.3 knows no help.
        if (action == null || action.verb() == Action.Verb.HELP && wording == Wording.REACT) {
            return wording.nothing();
        }
        house.act(action);
        return wording.feedback(house, action);
    }

    /** Goes to the receptacle of a command at the very beginning, whose arrival the record leaves out. */
    private static boolean arrive(House house, String command, Wording wording) {
        Matcher matcher = RECEPTACLE.matcher(command);
        return house.location() == House.MIDDLE
                && matcher.matches()
                && !act(house, "go to " + matcher.group(1), wording).equals(wording.nothing());
    }

    /** Returns the goal that a task tells, by the sentences of the templates. */
    private static Optional<Formula> goal(String task, Scenes scenes) {
        for (GoalTemplate template : scenes.goals()) {
            for (String sentence : template.sentences()) {
                Map<String, String> slots = slots(template, sentence, task, scenes.affordances());
                if (slots != null) {
                    return Optional.of(template.formula(slots));
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Map<String, String> slots(
            GoalTemplate template, String sentence, String task, Affordances affordances) {
        List<String> names = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        Matcher slot = Pattern.compile("\\{([a-z]+)}").matcher(sentence);
        int from = 0;
        while (slot.find()) {
            pattern.append(Pattern.quote(sentence.substring(from, slot.start())))
                    .append("([a-z]+)");
            names.add(slot.group(1));
            from = slot.end();
        }
        pattern.append(Pattern.quote(sentence.substring(from)));
        Matcher matcher = Pattern.compile(pattern.toString()).matcher(task);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> types = RecordedHouse.types(affordances);
        Map<String, String> slots = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String type = types.get(matcher.group(i + 1));
            if (type == null) {
                return null;
            }
            slots.put(names.get(i), type);
        }
        return slots.keySet().containsAll(template.slots()) ? slots : null;
    }
}
