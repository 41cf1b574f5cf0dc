package org.menura.recipes.textworld;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.Turn;
import org.menura.world.textworld.GameFolder;
import org.menura.world.textworld.TextWorldEnvironmentType;

/**
 * Makes the data of this recipe from a folder of TextWorld's games: {@code recipes/run TextWorldData GAMES OUT}. Of four games
 * one is a demonstration, if its walkthrough wins by commands that are admissible, two are tasks to act in, and one is held out.
 */
final class TextWorldData {
    private static final int EACH = 4;

    private static final JsonMapper JSON = new JsonMapper();

    private TextWorldData() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run TextWorldData GAMES OUT");
            System.exit(2);
        }
        make(Path.of(args[0]), Files.createDirectories(Path.of(args[1])));
    }

    static void make(Path games, Path out) throws IOException {
        GameFolder folder = new GameFolder(games);
        List<String> demonstrations = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        List<String> heldOut = new ArrayList<>();
        StringBuilder texts = new StringBuilder();
        int number = 0;
        for (Path file : folder.files()) {
            String game = GameFolder.name(file);
            List<String> walkthrough = folder.read(game).walkthrough();
            String text = played(games, game, walkthrough);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("seed", 0);
            line.put("game", game);
            if (!text.isEmpty()) {
                line.put("actions", walkthrough);
            }
            String json = JSON.writeValueAsString(line);
            switch (number++ % EACH) {
                case 0 -> {
                    if (!text.isEmpty()) {
                        demonstrations.add(json);
                        texts.append(text).append("\n\n");
                    }
                }
                case EACH - 1 -> heldOut.add(json);
                default -> tasks.add(json);
            }
        }
        write(out.resolve("demonstrations.jsonl"), demonstrations);
        write(out.resolve("tasks.jsonl"), tasks);
        write(out.resolve("unseen.jsonl"), heldOut);
        Files.writeString(out.resolve("texts.txt"), texts);
    }

    /** What is read and done along a walkthrough; empty if it does not win by admissible commands. */
    private static String played(Path games, String game, List<String> walkthrough) {
        Environment world =
                new TextWorldEnvironmentType().create(EnvironmentSettings.of(List.of("game=" + game), games));
        Turn turn = world.reset(0);
        StringBuilder text = new StringBuilder(turn.text());
        double reward = 0;
        for (String action : walkthrough) {
            if (turn.done() || !turn.admissible().contains(action)) {
                return "";
            }
            turn = world.step(action);
            reward += turn.reward();
            text.append("\n> ").append(action).append('\n').append(turn.text());
        }
        return reward > 0 && turn.done() ? text.toString() : "";
    }

    private static void write(Path file, List<String> lines) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (String line : lines) {
                out.write(line + "\n");
            }
        }
    }
}
