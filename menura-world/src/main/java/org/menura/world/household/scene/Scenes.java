package org.menura.world.household.scene;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * The floor plans of a folder, with affordances, goals and the split into scenes to learn from and scenes never seen.
 *
 * @param all scenes by number, in the order of the file
 * @param train numbers of the scenes to learn from
 * @param test numbers of the scenes that stay unseen
 */
public record Scenes(
        Affordances affordances,
        Map<Integer, Scene> all,
        List<Integer> train,
        List<Integer> test,
        List<GoalTemplate> goals) {
    private static final String SCENES = "scenes.jsonl";
    private static final String AFFORDANCES = "affordances.json";
    private static final String SPLIT = "split.json";
    private static final String GOALS = "goals.json";
    private static final List<String> FILES = List.of(SCENES, AFFORDANCES, SPLIT, GOALS);

    /** The part of the scenes that episodes take place in. */
    public enum Split {
        /** Scenes to learn from. */
        TRAIN,
        /** Scenes that stay unseen. */
        TEST
    }

    public Scenes {
        all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
        train = List.copyOf(train);
        test = List.copyOf(test);
        goals = List.copyOf(goals);
    }

    /** Returns the scenes of a part. */
    public List<Scene> of(Split split) {
        return (split == Split.TRAIN ? train : test).stream().map(this::scene).toList();
    }

    private Scene scene(int number) {
        return Optional.ofNullable(all.get(number)).orElseThrow();
    }

    /** Returns the goal template of a name. */
    public Optional<GoalTemplate> goal(String name) {
        return goals.stream().filter(g -> g.name().equals(name)).findFirst();
    }

    /** Returns whether a folder holds scenes, by its files. */
    public static boolean isThere(Path folder) {
        return FILES.stream().allMatch(f -> Files.isRegularFile(folder.resolve(f)));
    }

    /** Names the files of a folder of scenes. */
    public static String files() {
        return String.join(", ", FILES);
    }

    /**
     * Reads {@code scenes.jsonl}, {@code affordances.json}, {@code split.json} and {@code goals.json}.
     *
     * @throws FormatException if one of them is malformed
     */
    public static Scenes read(Path folder) throws IOException {
        try {
            return read(
                    Files.readAllBytes(folder.resolve(SCENES)),
                    Files.readAllBytes(folder.resolve(AFFORDANCES)),
                    Files.readAllBytes(folder.resolve(SPLIT)),
                    Files.readAllBytes(folder.resolve(GOALS)));
        } catch (FormatException e) {
            throw new FormatException("%s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Returns the 120 floor plans of ALFWorld, which come with this library. */
    public static Scenes builtIn() {
        return read(resource(SCENES), resource(AFFORDANCES), resource(SPLIT), resource(GOALS));
    }

    private static byte[] resource(String name) {
        try (InputStream in = Scenes.class.getResourceAsStream("/org/menura/world/household/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scenes read(byte[] scenes, byte[] affordances, byte[] split, byte[] goals) {
        Affordances can = Affordances.read(new Fields(Json.parse(affordances, AFFORDANCES), AFFORDANCES));
        Map<Integer, Scene> all = new LinkedHashMap<>();
        int line = 0;
        for (String text : new String(scenes, StandardCharsets.UTF_8)
                .replaceFirst("^\ufeff", "")
                .split("\n", -1)) {
            line++;
            if (text.isBlank()) {
                continue;
            }
            String source = SCENES + ", line " + line;
            Scene scene = Scene.read(new Fields(Json.parse(text, source), source), can);
            if (all.put(scene.number(), scene) != null) {
                throw new FormatException("%s: scene %d comes twice".formatted(source, scene.number()));
            }
        }
        Fields parts = new Fields(Json.parse(split, SPLIT), SPLIT);
        List<GoalTemplate> templates = new ArrayList<>();
        JsonNode list = Json.parse(goals, GOALS);
        if (!list.isArray()) {
            throw new FormatException(GOALS + ": a list of goals is needed");
        }
        Set<String> names = new HashSet<>();
        for (JsonNode g : list) {
            GoalTemplate goal = GoalTemplate.read(new Fields(g, GOALS));
            if (!names.add(goal.name())) {
                throw new FormatException("%s: the goal \"%s\" comes twice".formatted(GOALS, goal.name()));
            }
            templates.add(goal);
        }
        Scenes read = new Scenes(can, all, parts.numbers("train"), parts.numbers("test"), templates);
        read.check();
        return read;
    }

    private void check() {
        Set<Integer> both = new HashSet<>(train);
        both.retainAll(test);
        if (!both.isEmpty()) {
            throw new FormatException("%s: scene %d is in train and in test"
                    .formatted(SPLIT, both.iterator().next()));
        }
        for (List<Integer> part : List.of(train, test)) {
            for (int number : part) {
                if (!all.containsKey(number)) {
                    throw new FormatException("%s names scene %d, which %s lacks".formatted(SPLIT, number, SCENES));
                }
            }
        }
    }
}
