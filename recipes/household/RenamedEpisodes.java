package org.menura.recipes.household;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.world.household.HouseholdEnvironment;
import org.menura.world.household.HouseholdEnvironmentType;

/**
 * Tells episodes again and again, mostly with the names of things exchanged: {@code recipes/run RenamedEpisodes EPISODES
 * OUT TIMES RENAMED}. What stays true under other names is that the thing to take is the one that the task names.
 */
final class RenamedEpisodes {
    private static final String USAGE = "usage: recipes/run RenamedEpisodes EPISODES OUT TIMES RENAMED";

    private static final JsonMapper JSON = new JsonMapper();
    private static final HouseholdEnvironmentType WORLDS = new HouseholdEnvironmentType();

    private RenamedEpisodes() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println(USAGE);
            System.exit(2);
        }
        try {
            write(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        } catch (NumberFormatException e) {
            System.err.println("TIMES and RENAMED are whole numbers; " + USAGE);
            System.exit(2);
        }
    }

    /**
     * Writes each episode {@code times}, {@code renamed} of these with names of their own.
     *
     * @throws IOException if a file can't be read or written
     */
    static void write(Path episodes, Path to, int times, int renamed) throws IOException {
        List<String> lines = Files.readAllLines(episodes);
        try (Writer out = Files.newBufferedWriter(to)) {
            for (int k = 0; k < times; k++) {
                for (int i = 0; i < lines.size(); i++) {
                    ObjectNode line = (ObjectNode) JSON.readTree(lines.get(i));
                    if (k < renamed) {
                        long names = 1 + (long) k * lines.size() + i;
                        HouseholdEnvironment world =
                                WORLDS.environment(EnvironmentSettings.of(List.of("names=" + names), null));
                        ArrayNode actions = JSON.createArrayNode();
                        line.required("actions").forEach(action -> actions.add(world.named(action.asText())));
                        line.put("names", names).set("actions", actions);
                    }
                    out.write(JSON.writeValueAsString(line) + "\n");
                }
            }
        }
    }
}
