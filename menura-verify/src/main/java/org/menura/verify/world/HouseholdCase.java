package org.menura.verify.world;

import java.nio.file.Path;
import java.util.List;
import org.menura.verify.Check;
import org.menura.world.household.replay.Replay;

/**
 * Recorded trajectories in the households of ALFWorld ({@code react_prompts.json}): each is replayed in a house that is
 * built from what it shows, and what the world says must be equal. Edits by hand are counted in the note.
 */
public final class HouseholdCase {
    private HouseholdCase() {}

    /** Returns whether a folder holds trajectories. */
    public static boolean isIn(Path folder) {
        return Replay.isIn(folder);
    }

    /** Replays the trajectories of a folder; a check for each. */
    public static List<Check> run(Path folder) {
        return Replay.run(folder).stream().map(HouseholdCase::check).toList();
    }

    private static Check check(Replay.Result result) {
        if (!result.difference().isEmpty()) {
            return Check.failed(result.name(), result.difference());
        }
        if (!result.ok()) {
            return Check.failed(result.name(), "the goal is not reached at the end");
        }
        String edits = result.edits() == 0 ? "" : ", %d but for an edit by hand".formatted(result.edits());
        String goal = result.goal().isPresent() ? ", goal reached" : ", no template tells its goal";
        return new Check(
                result.name(), 0, 0, 0, true, "%d observations equal%s%s".formatted(result.equal(), edits, goal));
    }
}
