package org.menura.world.household;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.menura.format.OutputFile;
import org.menura.train.rl.episode.Turn;

/** Writes episodes of the expert as conversations to learn from: the world speaks as user, the expert as assistant. */
public final class Demonstrations {
    private static final JsonMapper JSON = new JsonMapper();

    private Demonstrations() {}

    /**
     * An episode of the expert.
     *
     * @param task what was to be done
     * @param observations what the world said, the introduction first; the last follows the last command
     * @param commands what the expert did
     */
    public record Demonstration(HouseholdTask task, List<String> observations, List<String> commands) {
        public Demonstration {
            observations = List.copyOf(observations);
            commands = List.copyOf(commands);
        }
    }

    /** Plays an episode of the expert. */
    public static Demonstration play(HouseholdEnvironment environment, long seed) {
        List<String> observations = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        Turn turn = environment.reset(seed);
        observations.add(turn.text());
        while (!turn.done()) {
            String command = environment.expert();
            commands.add(command);
            turn = environment.step(command);
            observations.add(turn.text());
        }
        return new Demonstration(environment.task(), observations, commands);
    }

    /**
     * Writes episodes as JSON Lines, one conversation a line: {@code {"messages": [{"role": "user", "content": …}, …],
     * "task": …}}. The observation after the last command is left out.
     *
     * @param file written whole or not at all
     * @param count of episodes
     * @param seed of the first; each further one has the next
     */
    public static void write(HouseholdEnvironment environment, Path file, int count, long seed) throws IOException {
        write(environment, file, count, seed, (_, episode) -> conversation(episode));
    }

    /**
     * Writes episodes as JSON Lines in the format {@code episodes} of recipes: {@code {"seed": 7, "actions": ["go shelf 1",
     * …]}}.
     *
     * @param file written whole or not at all
     * @param count of episodes
     * @param seed of the first; each further one has the next
     */
    public static void writeEpisodes(HouseholdEnvironment environment, Path file, int count, long seed)
            throws IOException {
        write(environment, file, count, seed, (number, episode) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("seed", number);
            line.put("actions", episode.commands());
            return line;
        });
    }

    private static Map<String, Object> conversation(Demonstration episode) {
        List<Map<String, String>> messages = new ArrayList<>();
        for (int step = 0; step < episode.commands().size(); step++) {
            messages.add(message("user", episode.observations().get(step)));
            messages.add(message("assistant", episode.commands().get(step)));
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("messages", messages);
        line.put("task", episode.task().name());
        return line;
    }

    private static void write(
            HouseholdEnvironment environment,
            Path file,
            int count,
            long seed,
            BiFunction<Long, Demonstration, Map<String, Object>> line)
            throws IOException {
        OutputFile.through(file, part -> {
            try (BufferedWriter out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
                for (int i = 0; i < count; i++) {
                    out.write(JSON.writeValueAsString(line.apply(seed + i, play(environment, seed + i))));
                    out.write('\n');
                }
            }
        });
    }

    private static Map<String, String> message(String role, String content) {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }
}
