package org.menura.world.textworld;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.menura.world.textworld.game.Game;

/** The folder of games and episodes among the test's resources. */
final class TextWorldFixture {
    private TextWorldFixture() {}

    static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(TextWorldFixture.class.getResource("/textworld/games.jsonl"))
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Game game(String name) {
        return new GameFolder(folder()).read(name);
    }
}
