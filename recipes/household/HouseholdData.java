package org.menura.recipes.household;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    private static final int FEW = 300;

    private static final int MANY = 10_000;
    private static final int TASKS = 4_000;
    private static final int HELD_OUT = 256;

    /** Where the seeds of each file begin. */
    private static final long OF_TASKS = 1_000_000;

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
        make(out, FEW, MANY, TASKS, HELD_OUT);
    }

    static void make(Path out, int few, int many, int tasks, int heldOut) throws IOException {
        List<String> texts = new ArrayList<>();
        write(out.resolve("demonstrations.jsonl"), "train", 0, few, texts);
        write(out.resolve("tasks.jsonl"), "train", OF_TASKS, tasks, texts);
        write(out.resolve("seen.jsonl"), "train", OF_SEEN, heldOut, texts);
        Files.writeString(out.resolve("texts.txt"), String.join("\n\n", texts) + "\n");
        write(out.resolve("many-demonstrations.jsonl"), "train", 0, many, texts);
        write(out.resolve("unseen.jsonl"), "test", OF_UNSEEN, heldOut, texts);
    }

    private static void write(Path file, String split, long first, int count, List<String> texts) throws IOException {
        int written = 0;
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long seed = first; written < count; seed++) {
                StringBuilder text = new StringBuilder();
                Map<String, Object> line = played(seed, split, text);
                if (line != null) {
                    out.write(JSON.writeValueAsString(line) + "\n");
                    texts.add(text.toString());
                    written++;
                }
            }
        }
    }

    /** What an expert does in a task; null if it looks again at what it stands before, which the mask leaves out. */
    private static @Nullable Map<String, Object> played(long seed, String split, StringBuilder text) {
        HouseholdEnvironment world = WORLDS.environment(EnvironmentSettings.of(List.of("split=" + split), null));
        Turn turn = world.reset(seed);
        text.append(turn.text());
        List<String> actions = new ArrayList<>();
        while (!turn.done()) {
            String action = world.expert();
            if (!turn.admissible().contains(action)) {
                return null;
            }
            actions.add(action);
            turn = world.step(action);
            text.append("\n> ").append(action).append('\n').append(turn.text());
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("seed", seed);
        line.put("split", split);
        line.put("goal", world.task().template().name());
        line.put("actions", actions);
        return line;
    }
}
