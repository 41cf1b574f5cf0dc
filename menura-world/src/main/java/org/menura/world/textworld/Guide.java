package org.menura.world.textworld;

import java.util.ArrayList;
import java.util.List;
import org.menura.world.textworld.game.Game;

/** Follows the walkthrough of a game. */
final class Guide {
    private final List<String> left;

    Guide(Game game) {
        left = new ArrayList<>(game.walkthrough());
    }

    /** Notes that a command was given. */
    void done(String command) {
        if (!left.isEmpty() && left.getFirst().equals(command)) {
            left.removeFirst();
        }
    }

    /** Returns the next command of the walkthrough, also where it is not admissible; {@code look} after its end. */
    String next(List<String> admissible) {
        if (left.isEmpty()) {
            return admissible.contains("look") ? "look" : admissible.isEmpty() ? "look" : admissible.getFirst();
        }
        return left.getFirst();
    }
}
