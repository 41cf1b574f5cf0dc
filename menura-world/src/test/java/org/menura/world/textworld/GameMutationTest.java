package org.menura.world.textworld;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.world.textworld.game.Game;

/** Games whose files were damaged: one sentence, or a game that can be played. */
class GameMutationTest {
    @Test
    void damagedGamesAreRefusedOrPlayed(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(TextWorldFixture.folder().resolve("games/custom-003.json"));
        Random random = new Random(16);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                damaged[random.nextInt(damaged.length)] = (byte) " \"{}[]():,;_&$>abcPIr01".charAt(random.nextInt(23));
            }
            Path file = folder.resolve("game.json");
            Files.write(file, damaged);
            try {
                Play play = new Play(Game.read(file));
                for (int step = 0;
                        step < 3
                                && !play.view().done()
                                && !play.view().admissible().isEmpty();
                        step++) {
                    play.step(play.view()
                            .admissible()
                            .get(random.nextInt(play.view().admissible().size())));
                }
            } catch (FormatException e) {
                refused++;
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        }
        assertTrue(refused > 50, "refused: " + refused);
    }

    @Test
    void otherJsonIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("game.json");
        for (String text : new String[] {"[]", "{}", "{\"version\": 9}", "{\"world\": 3, \"KB\": {\"logic\": \"\"}}"}) {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            assertThrows(FormatException.class, () -> new Play(Game.read(file)), text);
        }
    }
}
