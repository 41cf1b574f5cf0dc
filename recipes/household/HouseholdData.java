package org.menura.recipes.household;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Rng;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.Turn;
import org.menura.world.household.HouseholdEnvironment;
import org.menura.world.household.HouseholdEnvironmentType;

/**
 * Makes the data of this recipe: {@code recipes/run HouseholdData OUT}. Tasks with an expert's actions, in scenes to learn
 * from and in scenes that stay unseen, and texts for the tokenizer.
 */
final class HouseholdData {
    /** Few demonstrations, and many for comparison. */
    private static final int FEW = 250;

    /** One action of so many is chance's, whose consequences the expert mends. */
    private static final int NOISE = 5;

    /** Times that each of the few is told, and how many of these with exchanged names. */
    private static final int TOLD = 16;

    private static final int RENAMED = 12;

    /** Episodes of aimless play, and the actions of each. */
    private static final int PLAYED = 4_800;

    private static final int PLAYED_ACTIONS = 30;

    private static final int MANY = 10_000;
    private static final int TASKS = 4_000;
    private static final int HELD_OUT = 256;

    /** Where the seeds of each file begin. */
    private static final long OF_TASKS = 1_000_000;

    private static final long OF_PLAY = 4_000_000;
    private static final long OF_UNSEEN = 2_000_000;
    private static final long OF_SEEN = 3_000_000;

    private static final JsonMapper JSON = new JsonMapper();
    private static final HouseholdEnvironmentType WORLDS = new HouseholdEnvironmentType();

    private HouseholdData() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: recipes/run HouseholdData OUT");
            System.exit(2);
        }
        Path out = Files.createDirectories(Path.of(args[0]));
        make(out, FEW, MANY, TASKS, HELD_OUT, PLAYED);
    }

    static void make(Path out, int few, int many, int tasks, int heldOut, int played) throws IOException {
        List<String> texts = new ArrayList<>();
        write(out.resolve("demonstrations.jsonl"), "train", 0, few, NOISE, texts);
        RenamedEpisodes.write(out.resolve("demonstrations.jsonl"), out.resolve("renamed.jsonl"), TOLD, RENAMED);
        write(out.resolve("tasks.jsonl"), "train", OF_TASKS, tasks, 0, texts);
        write(out.resolve("seen.jsonl"), "train", OF_SEEN, heldOut, 0, texts);
        play(out.resolve("play.jsonl"), played);
        Files.writeString(out.resolve("texts.txt"), String.join("\n\n", texts) + "\n");
        write(out.resolve("many-demonstrations.jsonl"), "train", 0, many, NOISE, texts);
        write(out.resolve("unseen.jsonl"), "test", OF_UNSEEN, heldOut, 0, texts);
    }

    private static void write(Path file, String split, long first, int count, int noise, List<String> texts)
            throws IOException {
        int written = 0;
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long seed = first; written < count; seed++) {
                StringBuilder text = new StringBuilder();
                Map<String, Object> line = played(seed, split, noise, text);
                if (line != null) {
                    out.write(JSON.writeValueAsString(line) + "\n");
                    texts.add(text.toString());
                    written++;
                }
            }
        }
    }

    /**
     * Plays without aim: any kind of action that is possible. What it reaches by chance is told as the task afterwards, and what
     * was done with other things is not learned. Names are exchanged.
     */
    private static void play(Path file, int count) throws IOException {
        Map<String, Integer> told = new HashMap<>();
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long seed = OF_PLAY; seed < OF_PLAY + count; seed++) {
                HouseholdEnvironment world = WORLDS.environment(EnvironmentSettings.of(List.of("split=train"), null));
                Rng rng = new Rng(seed);
                List<String> actions = new ArrayList<>();
                List<Reached> reached = new ArrayList<>();
                Turn turn = world.reset(seed);
                while (!turn.done() && actions.size() < PLAYED_ACTIONS) {
                    actions.add(drawn(turn, rng));
                    turn = world.step(actions.getLast());
                    world.reached().forEach((task, object) -> reached.add(new Reached(task, object, actions.size())));
                }
                rng.shuffle(reached);
                Reached least = reached.stream()
                        .min(Comparator.comparingInt(r -> told.getOrDefault(r.kind(), 0)))
                        .orElse(null);
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("seed", seed);
                line.put("split", "train");
                line.put("names", seed);
                HouseholdEnvironment renamed =
                        WORLDS.environment(EnvironmentSettings.of(List.of("names=" + seed), null));
                List<String> some = least == null ? actions : actions.subList(0, least.actions);
                line.put("actions", some.stream().map(renamed::named).toList());
                if (least != null) {
                    told.merge(least.kind(), 1, Integer::sum);
                    line.put("task", least.task);
                    line.put("noise", needless(some, least.object.toLowerCase(Locale.ROOT)));
                }
                out.write(JSON.writeValueAsString(line) + "\n");
            }
        }
    }

    /** A goal that some actions happened to reach, and the type of its object. */
    private record Reached(String task, String object, int actions) {
        String kind() {
            return task.substring(0, task.indexOf(' '));
        }
    }

    /** Finds the actions with anything but objects of a type. */
    private static List<Integer> needless(List<String> actions, String object) {
        List<Integer> places = new ArrayList<>();
        String held = "";
        for (int i = 0; i < actions.size(); i++) {
            String[] words = actions.get(i).split(" ");
            held = words[0].equals("take") ? words[1] : held;
            boolean moves = words[0].equals("go") || words[0].equals("open");
            if (!moves && !held.equals(object)) {
                places.add(i);
            }
            held = words[0].equals("put") ? "" : held;
        }
        return places;
    }

    private static String verb(String action) {
        return action.substring(0, action.indexOf(' '));
    }

    /**
     * What an expert does in a task whom chance now and then pushes aside; null if it does not get done, or looks again at what it
     * stands before, which the mask leaves out.
     *
     * @param noise one action of so many is drawn; 0 for none
     */
    private static @Nullable Map<String, Object> played(long seed, String split, int noise, StringBuilder text) {
        HouseholdEnvironment world = WORLDS.environment(EnvironmentSettings.of(List.of("split=" + split), null));
        Rng rng = new Rng(seed, NOISE);
        Turn turn = world.reset(seed);
        text.append(turn.text());
        List<String> actions = new ArrayList<>();
        List<Integer> drawn = new ArrayList<>();
        while (!turn.done()) {
            String action = world.expert();
            if (!turn.admissible().contains(action)) {
                return null;
            }
            if (noise > 0 && rng.nextInt(noise) == 0) {
                action = drawn(turn, rng);
                drawn.add(actions.size());
            }
            actions.add(action);
            turn = world.step(action);
            text.append("\n> ").append(action).append('\n').append(turn.text());
        }
        if (!world.solved()) {
            return null;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("seed", seed);
        line.put("split", split);
        line.put("goal", world.task().template().name());
        line.put("actions", actions);
        if (!drawn.isEmpty()) {
            line.put("noise", drawn);
        }
        return line;
    }

    /** Draws an action that is possible: its verb first, as there are many places to go to. */
    private static String drawn(Turn turn, Rng rng) {
        List<String> verbs = turn.admissible().stream()
                .map(HouseholdData::verb)
                .distinct()
                .sorted()
                .toList();
        String verb = verbs.get(rng.nextInt(verbs.size()));
        List<String> some =
                turn.admissible().stream().filter(a -> verb(a).equals(verb)).toList();
        return some.get(rng.nextInt(some.size()));
    }
}
