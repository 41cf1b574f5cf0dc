package org.menura.world.textworld.game;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.world.textworld.logic.Fact;
import org.menura.world.textworld.logic.Logic;
import org.menura.world.textworld.logic.Variable;

/**
 * A game of TextWorld.
 *
 * @param facts of the world at the start, sorted
 * @param entities by id
 * @param logic types, rules and their wording
 * @param quests in order
 * @param objective told at the start; may be empty
 * @param walkthrough commands that win; empty if the file has none
 */
public record Game(
        List<Fact> facts,
        Map<String, Entity> entities,
        Logic logic,
        List<Quest> quests,
        String objective,
        List<String> walkthrough) {
    public Game {
        facts = facts.stream().distinct().sorted().toList();
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
        quests = List.copyOf(quests);
        walkthrough = List.copyOf(walkthrough);
    }

    /**
     * Reads a game's file.
     *
     * @throws org.menura.format.FormatException if it is malformed
     */
    public static Game read(Path file) {
        return new GameFile(file).read();
    }

    /** Returns the name of a thing, or {@code None} if it has none, as the original prints it. */
    public String name(Variable variable) {
        @Nullable Entity entity = entities.get(variable.name());
        return entity == null || entity.name() == null ? "None" : entity.name();
    }

    /** Returns whether the highest score is without bound: a scored quest can be repeated. */
    public boolean isUnbounded() {
        return quests.stream().anyMatch(q -> q.isScored() && q.repeatable());
    }

    /** Returns the highest score. */
    public int maxScore() {
        return quests.stream().filter(Quest::isScored).mapToInt(Quest::reward).sum();
    }
}
