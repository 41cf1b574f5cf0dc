package org.menura.world.household;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.Turn;

class RenamingTest {
    private static final HouseholdEnvironmentType WORLDS = new HouseholdEnvironmentType();

    /** What was read and done in an episode of the expert. */
    private record Episode(List<String> texts, List<String> actions) {}

    private static Episode played(long seed, String... settings) {
        HouseholdEnvironment world = WORLDS.environment(EnvironmentSettings.of(List.of(settings), null));
        Turn turn = world.reset(seed);
        List<String> texts = new ArrayList<>(List.of(turn.text()));
        List<String> actions = new ArrayList<>();
        while (!turn.done()) {
            String action = world.expert();
            assertTrue(turn.admissible().contains(action) || action.startsWith("examine"), action);
            actions.add(action);
            turn = world.step(action);
            texts.add(turn.text());
        }
        assertTrue(world.solved());
        return new Episode(texts, actions);
    }

    @Test
    void theExpertSolvesTheSameTaskUnderOtherNames() {
        for (long seed = 0; seed < 30; seed++) {
            Episode plain = played(seed);
            Episode renamed = played(seed, "names=" + (seed + 1));
            assertEquals(plain.actions().size(), renamed.actions().size());
            assertNotEquals(plain.texts(), renamed.texts());
            assertEquals(verbs(plain), verbs(renamed));
        }
    }

    private static List<String> verbs(Episode episode) {
        return episode.actions().stream().map(a -> a.split(" ")[0]).toList();
    }

    @Test
    void noNamesAreExchangedWithoutTheSetting() {
        assertEquals(played(7), played(7, "names=0"));
        assertEquals(played(7, "names=3"), played(7, "names=3"));
    }

    @Test
    void namesThatSayWhatCanBeDoneStay() {
        List<String> lamps = new ArrayList<>();
        for (long seed = 0; seed < 60; seed++) {
            Episode episode = played(seed, "names=" + (100 + seed), "goals=look_at_obj_in_light");
            episode.actions().stream().filter(a -> a.startsWith("use ")).forEach(lamps::add);
        }
        assertFalse(lamps.isEmpty());
        assertTrue(lamps.stream().allMatch(a -> a.contains("lamp")), lamps::toString);
    }

    @Test
    void aCommandOfTheTrueNamesIsUnderstoodByTheDrawnOnesAlone() {
        HouseholdEnvironment world = WORLDS.environment(EnvironmentSettings.of(List.of("names=5"), null));
        Turn turn = world.reset(3);
        List<String> there = turn.admissible();
        assertEquals(List.copyOf(new TreeSet<>(there)), there);
        String before = turn.stateKey();
        assertEquals("no", world.step("go nowhere 1").text());
        assertNotEquals(before, world.step(there.getFirst()).stateKey());
    }
}
