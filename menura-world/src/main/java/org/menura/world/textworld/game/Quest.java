package org.menura.world.textworld.game;

import java.util.List;

/**
 * A quest.
 *
 * @param reward points for its completion
 * @param optional whether the game is won without it
 * @param repeatable whether it gives its reward in each turn in which an event of winning holds
 * @param wins events of which any completes it
 * @param failures events of which any loses the game
 */
public record Quest(int reward, boolean optional, boolean repeatable, List<Event> wins, List<Event> failures) {
    public Quest {
        wins = List.copyOf(wins);
        failures = List.copyOf(failures);
    }

    /** Returns whether the game is won only with it. */
    public boolean isNeeded() {
        return !optional && !wins.isEmpty();
    }

    /** Returns whether its reward counts for the highest score. */
    public boolean isScored() {
        return !optional || reward > 0;
    }
}
