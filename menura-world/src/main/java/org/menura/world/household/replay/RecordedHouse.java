package org.menura.world.household.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Receptacle;
import org.menura.world.household.scene.Affordances;

/**
 * Builds the house of a trajectory: receptacles from its intro, objects where they were first seen. Receptacles are
 * reached from one point where going from one to the other brought about nothing, and where one was acted on before
 * the other.
 */
final class RecordedHouse {
    private static final Pattern NAMED = Pattern.compile("(?:a |an )?([a-z]+) (\\d{1,4})");
    private static final Pattern SEEN = Pattern.compile("(?:On|In) (?:the |it)([a-z]+ \\d+)?, you see ([^.]*)\\.");
    private static final Pattern OPENED = Pattern.compile("[Tt]he ([a-z]+ \\d+) is (open|closed)\\.");
    private static final Pattern FACING = Pattern.compile("You are facing the ([^.]*)\\.");
    private static final Pattern TAKEN = Pattern.compile("You pick up the ([a-z]+ \\d+) from the ([a-z]+ \\d+)\\.");
    private static final Pattern USED = Pattern.compile("(?:use|slice) ([a-z]+ \\d+)\\b.*");
    /** A command on a receptacle, which comes last in it. */
    private static final Pattern ON = Pattern.compile(
            "(?:open|close|examine|(?:take|move|put|heat|clean|cool) ([a-z]+ \\d+) \\S+) ([a-z]+ \\d+)");

    private static final String GO = "go to ";

    private final Trajectory trajectory;
    private final Map<String, String> standing = new LinkedHashMap<>();
    private final Set<String> openable = new TreeSet<>();
    private final Map<String, String> places = new TreeMap<>();
    /** Receptacles whose objects were told. */
    private final Set<String> told = new TreeSet<>();
    /** Objects that were acted on without being seen, and where that was. */
    private final Map<String, String> unseen = new TreeMap<>();
    /** Where objects are by now. */
    private final Map<String, String> now = new HashMap<>();

    private String at = "";

    private RecordedHouse(Trajectory trajectory) {
        this.trajectory = trajectory;
    }

    static House of(Trajectory trajectory, Affordances affordances) {
        RecordedHouse recorded = new RecordedHouse(trajectory);
        String intro = trajectory.intro();
        names(intro.substring(0, intro.indexOf('\n'))).forEach(n -> recorded.standing.put(n, n));
        trajectory.steps().stream().filter(s -> !s.thought()).forEach(recorded::observe);
        recorded.hide();
        return recorded.build(affordances);
    }

    private void observe(Trajectory.Step step) {
        String text = step.observation();
        if (step.command().startsWith(GO)) {
            String to = step.command().substring(GO.length());
            if (!step.observation().startsWith("Nothing")) {
                at = to;
            } else if (standing.containsKey(at) && standing.containsKey(to)) {
                together(at, to);
            }
        } else if (!text.startsWith("Nothing")) {
            act(step.command());
        }
        Matcher facing = FACING.matcher(text);
        if (facing.find()) {
            List<String> here = names(facing.group(1));
            here.stream().skip(1).filter(standing::containsKey).forEach(n -> together(here.getFirst(), n));
        }
        String last = "";
        Matcher opened = OPENED.matcher(text);
        while (opened.find()) {
            last = opened.group(1);
            openable.add(last);
        }
        Matcher seen = SEEN.matcher(text);
        if (seen.find()) {
            String in = seen.group(1) == null ? last : seen.group(1);
            told.add(in);
            names(seen.group(2)).forEach(n -> place(n, in));
        }
        Matcher taken = TAKEN.matcher(text);
        if (taken.find()) {
            place(taken.group(1), taken.group(2));
            now.remove(taken.group(1));
        }
    }

    private void place(String object, String receptacle) {
        places.putIfAbsent(object, receptacle);
        now.put(object, receptacle);
    }

    /** Notes what a command that did something tells: what it was done to is within reach. */
    private void act(String command) {
        Matcher on = ON.matcher(command);
        if (on.matches() && standing.containsKey(on.group(2))) {
            reach(on.group(2));
            if (on.group(1) != null && (command.startsWith("put ") || command.startsWith("move "))) {
                now.put(on.group(1), on.group(2));
            }
        }
        Matcher used = USED.matcher(command);
        if (used.matches()) {
            String place = now.get(used.group(1));
            if (place != null) {
                reach(place);
            } else if (standing.containsKey(at)) {
                unseen.put(used.group(1), at);
            }
        }
    }

    /** Puts what was never seen into a receptacle of that point whose objects were never told. */
    private void hide() {
        unseen.forEach((object, near) -> standing.keySet().stream()
                .filter(r -> !told.contains(r) && Objects.equals(standing.get(r), standing.get(near)))
                .findFirst()
                .ifPresent(r -> places.putIfAbsent(object, r)));
    }

    private void reach(String receptacle) {
        if (at.isEmpty()) {
            at = receptacle;
        } else if (standing.containsKey(at) && standing.containsKey(receptacle)) {
            together(at, receptacle);
        }
    }

    private void together(String one, String other) {
        String point = standing.getOrDefault(one, one);
        String moved = standing.getOrDefault(other, other);
        standing.replaceAll((_, s) -> s.equals(moved) ? point : s);
    }

    private House build(Affordances affordances) {
        Map<String, String> types = types(affordances);
        House.Builder builder = new House.Builder(affordances);
        Map<String, Receptacle> built = new HashMap<>();
        standing.forEach((name, point) ->
                built.put(name, builder.receptacle(type(name, types), number(name), point, openable.contains(name))));
        places.forEach((name, place) -> {
            Receptacle in = built.get(place);
            if (in == null) {
                throw new FormatException("the trajectory \"%s\" shows \"%s\" in \"%s\", which its room lacks"
                        .formatted(trajectory.name(), name, place));
            }
            builder.item(type(name, types), number(name), in);
        });
        return builder.build();
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        Matcher matcher = NAMED.matcher(list);
        while (matcher.find()) {
            names.add(matcher.group(1) + " " + matcher.group(2));
        }
        return names;
    }

    private static String type(String name, Map<String, String> types) {
        String word = name.substring(0, name.indexOf(' '));
        return types.getOrDefault(word, word);
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring(name.indexOf(' ') + 1));
    }

    /** Returns the types by their names in the text. */
    static Map<String, String> types(Affordances affordances) {
        Map<String, String> types = new HashMap<>();
        affordances.accepts().forEach((receptacle, objects) -> {
            types.put(receptacle.toLowerCase(Locale.ROOT), receptacle);
            objects.forEach(o -> types.put(o.toLowerCase(Locale.ROOT), o));
        });
        affordances.can().values().forEach(s -> s.forEach(o -> types.put(o.toLowerCase(Locale.ROOT), o)));
        return types;
    }
}
