package org.menura.verify.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.world.textworld.GameFolder;
import org.menura.world.textworld.Transcript;
import org.menura.world.textworld.game.Game;

/**
 * Recorded episodes of TextWorld: {@code transcripts.jsonl} beside the games. Each is played again; feedback, status line,
 * admissible commands, score, moves and end of every step must be equal.
 */
public final class TextWorldCase {
    private static final int SHOWN = 80;

    private TextWorldCase() {}

    /** Returns whether a folder holds a case of this form. */
    public static boolean isIn(Path folder) {
        GameFolder games = new GameFolder(folder);
        return Files.isRegularFile(games.transcripts()) && games.isOne();
    }

    /**
     * Plays the recorded episodes.
     *
     * @return a check per episode
     */
    public static List<Check> run(Path folder) {
        GameFolder folderOfGames = new GameFolder(folder);
        Map<String, Game> games = new HashMap<>();
        List<Check> checks = new ArrayList<>();
        try {
            for (Transcript transcript : Transcript.read(folderOfGames.transcripts())) {
                String name = transcript.game() + " " + transcript.episode();
                try {
                    Game game = games.computeIfAbsent(transcript.game(), folderOfGames::read);
                    checks.add(check(name, transcript, game));
                } catch (FormatException | UncheckedIOException e) {
                    checks.add(Check.failed(name, String.valueOf(e.getMessage())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checks;
    }

    private static Check check(String name, Transcript transcript, Game game) {
        List<Transcript.Difference> differences = transcript.differences(game);
        if (differences.isEmpty()) {
            return new Check(name, 0, 0, 0, true, transcript.steps() + " steps");
        }
        Transcript.Difference first = differences.getFirst();
        long steps =
                differences.stream().map(Transcript.Difference::step).distinct().count();
        return Check.failed(
                name,
                "%d of %d steps differ; the first is %d, '%s': %s is %s instead of %s"
                        .formatted(
                                steps,
                                transcript.steps() + 1,
                                first.step(),
                                first.command(),
                                first.field(),
                                around(first.replayed(), first.recorded()),
                                around(first.recorded(), first.replayed())));
    }

    /** Returns the part of a text where it begins to differ from another. */
    private static String around(String text, String other) {
        int at = 0;
        while (at < Math.min(text.length(), other.length()) && text.charAt(at) == other.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - SHOWN / 4);
        String part =
                text.substring(from, Math.min(text.length(), from + SHOWN)).replace("\n", "\\n");
        return "\"" + part + "\"";
    }
}
