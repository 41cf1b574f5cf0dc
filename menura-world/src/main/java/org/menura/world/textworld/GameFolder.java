package org.menura.world.textworld;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.menura.format.TextFile;
import org.menura.format.json.Json;
import org.menura.world.textworld.game.Game;

/**
 * A folder of games: files {@code *.json} in it or in its folder {@code games}; {@code games.jsonl} may say their kinds,
 * {@code transcripts.jsonl} may hold recorded episodes.
 */
public final class GameFolder {
    private static final long LARGEST = 32L << 20;
    private static final String JSON = ".json";

    private final Path folder;

    public GameFolder(Path folder) {
        this.folder = folder;
    }

    private Path games() {
        Path inside = folder.resolve("games");
        return Files.isDirectory(inside) ? inside : folder;
    }

    /** Returns whether it holds games: a JSON file has the parts of one. Others than games are refused by name when they are read. */
    public boolean isOne() {
        return Files.isDirectory(folder) && files().stream().anyMatch(GameFolder::isGame);
    }

    /** Returns the file of recorded episodes, which need not be there. */
    public Path transcripts() {
        return folder.resolve("transcripts.jsonl");
    }

    /** Returns the files of the games, sorted by name. */
    public List<Path> files() {
        try (Stream<Path> files = Files.list(games())) {
            return files.filter(f -> f.getFileName().toString().endsWith(JSON) && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isGame(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                return false;
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return Stream.of("\"world\"", "\"quests\"", "\"infos\"", "\"KB\"").allMatch(text::contains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name of a game's file. */
    public static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - JSON.length());
    }

    /**
     * Reads the game of a name.
     *
     * @throws org.menura.format.FormatException if it is malformed
     */
    public Game read(String name) {
        return Game.read(games().resolve(name + JSON));
    }

    /** Returns the kinds of games by name, where {@code games.jsonl} says them. */
    Map<String, String> kinds() {
        Map<String, String> kinds = new HashMap<>();
        Path list = folder.resolve("games.jsonl");
        if (Files.isRegularFile(list)) {
            try {
                for (String line : TextFile.lines(list)) {
                    JsonNode game = line.isBlank() ? null : Json.parse(line, list.toString());
                    if (game != null
                            && game.path("id").isTextual()
                            && game.path("kind").isTextual()) {
                        kinds.put(game.path("id").textValue(), game.path("kind").textValue());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kinds;
    }
}
