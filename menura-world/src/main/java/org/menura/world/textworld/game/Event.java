package org.menura.world.textworld.game;

import java.util.List;
import org.menura.world.textworld.logic.Fact;

/**
 * An event of a quest.
 *
 * @param conditions facts that all hold when it happens
 * @param commands that make it happen; may be empty
 */
public record Event(List<Fact> conditions, List<String> commands) {
    public Event {
        conditions = List.copyOf(conditions);
        commands = List.copyOf(commands);
    }
}
