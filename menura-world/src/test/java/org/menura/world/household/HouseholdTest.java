package org.menura.world.household;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.Turn;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.scene.Scenes;
import org.menura.world.household.scene.Scenes.Split;

@Tag("slow")
class HouseholdTest {
    private static final Household HOUSEHOLD = new Household(Scenes.builtIn());
    private static final List<String> SIX = List.of(
            "pick_and_place_simple",
            "pick_clean_then_place_in_recep",
            "pick_heat_then_place_in_recep",
            "pick_cool_then_place_in_recep",
            "pick_two_obj_and_place",
            "look_at_obj_in_light");

    @Test
    void setsTheGoalsThatTheDomainReaches() {
        assertEquals(SIX, HOUSEHOLD.alfworldGoals(Split.TEST));
        assertEquals(SIX, HOUSEHOLD.alfworldGoals(Split.TRAIN));
        Set<String> more = new HashSet<>(HOUSEHOLD.goals(Split.TEST));
        more.removeAll(SIX);
        assertEquals(
                Set.of(
                        "pick_clean_then_place_in_recep_slice",
                        "pick_heat_then_place_in_recep_slice",
                        "pick_cool_then_place_in_recep_slice",
                        "pick_two_obj_and_place_slice",
                        "pick_and_place_simple_slice",
                        "place_all_obj_type_into_recep",
                        "pick_three_obj_and_place"),
                more);
    }

    @Test
    void theExpertSolvesAllKindsOfTasks() {
        for (Split split : Split.values()) {
            for (String goal : HOUSEHOLD.goals(split)) {
                for (int seed = 0; seed < 8; seed++) {
                    HouseholdTask task = HOUSEHOLD.task(seed, split, List.of(goal));
                    Play play = new Play(task);
                    while (!play.solved() && play.steps() < Household.MAX_STEPS) {
                        String command = Wording.ALFWORLD.command(play.expert());
                        assertTrue(play.admissible(Wording.ALFWORLD, true).contains(command), command);
                        play.command(command, Wording.ALFWORLD);
                    }
                    assertTrue(play.solved(), task.name());
                    assertEquals(task.expertSteps(), play.steps());
                    assertTrue(task.scene().room().isEmpty()
                            || HOUSEHOLD.scenes().of(split).contains(task.scene()));
                }
            }
        }
    }

    @Test
    void aPlanWithFullInformationIsNoLonger() {
        int shorter = 0;
        for (String goal : HOUSEHOLD.goals(Split.TEST)) {
            for (int seed = 0; seed < 5; seed++) {
                HouseholdTask task = HOUSEHOLD.task(seed, Split.TEST, List.of(goal));
                Play play = new Play(task);
                List<Action> plan = play.plan();
                assertTrue(plan.size() <= task.expertSteps(), () -> task.name() + ": " + plan);
                shorter += plan.size() < task.expertSteps() ? 1 : 0;
                for (Action action : plan) {
                    assertTrue(!play.solved(), task.name());
                    // The plan was made in a copy of the house: its actions are taken by their words.
                    play.command(Wording.ALFWORLD.command(action), Wording.ALFWORLD);
                }
                assertTrue(play.solved(), () -> task.name() + ": " + plan);
            }
        }
        assertTrue(shorter > 20);
    }

    @Test
    void theExpertGoesOnFromWhereOthersLeftOff() {
        for (int seed = 0; seed < 30; seed++) {
            HouseholdTask task = HOUSEHOLD.task(seed, Split.TRAIN, HOUSEHOLD.goals(Split.TRAIN));
            Play play = new Play(task);
            java.util.Random random = new java.util.Random(seed);
            for (int i = 0; i < 20 && !play.solved(); i++) {
                List<String> commands = play.admissible(Wording.COMPACT, false);
                play.command(commands.get(random.nextInt(commands.size())), Wording.COMPACT);
            }
            for (int i = 0; i < 150 && !play.solved(); i++) {
                play.act(play.expert());
            }
            assertTrue(play.solved(), task.name());
        }
    }

    @Test
    void episodesAreFunctionsOfTheSeed() {
        HouseholdEnvironment.Options options =
                HouseholdEnvironment.Options.compact(HOUSEHOLD, Split.TRAIN).withStepCost(0.01);
        HouseholdEnvironment one = new HouseholdEnvironment(HOUSEHOLD, options);
        HouseholdEnvironment other = new HouseholdEnvironment(new Household(Scenes.builtIn()), options);
        Turn turn = one.reset(5);
        assertEquals(turn, other.reset(5));
        assertEquals(0, turn.reward());
        double sum = 0;
        while (!turn.done()) {
            String command = one.expert();
            assertTrue(turn.admissible().contains(command), command);
            turn = one.step(command);
            assertEquals(turn, other.step(command));
            sum += turn.reward();
        }
        assertTrue(one.solved());
        assertEquals(1 - 0.01 * one.task().expertSteps(), sum, 1e-9);
        assertThrows(IllegalStateException.class, () -> one.step("look"));
        assertNotEquals(one.reset(6).text(), one.reset(7).text());
    }

    @Test
    void whatPlayReachedIsATaskInHindsight() {
        HouseholdEnvironmentType type = new HouseholdEnvironmentType();
        Set<String> kinds = new HashSet<>();
        for (long seed = 0; seed < 60; seed++) {
            HouseholdEnvironment played = type.environment(EnvironmentSettings.of(List.of(), null));
            Rng rng = new Rng(seed);
            Turn turn = played.reset(seed);
            List<String> actions = new ArrayList<>();
            while (!turn.done() && actions.size() < 30) {
                actions.add(turn.admissible().get(rng.nextInt(turn.admissible().size())));
                turn = played.step(actions.getLast());
                for (String goal : played.reached().keySet()) {
                    HouseholdEnvironment told = type.environment(EnvironmentSettings.of(List.of("task=" + goal), null));
                    told.reset(seed);
                    assertEquals(goal, told.task().aim());
                    assertTrue(
                            actions.stream()
                                    .anyMatch(a -> told.solved() || told.step(a).done()),
                            goal);
                    assertTrue(told.solved(), goal);
                    kinds.add(told.task().template().name());
                }
            }
        }
        assertTrue(kinds.contains("pick_and_place_simple") && kinds.contains("look_at_obj_in_light"), kinds::toString);
        HouseholdEnvironment wrong = type.environment(EnvironmentSettings.of(List.of("task=fly Pig Moon"), null));
        assertThrows(FormatException.class, () -> wrong.reset(1));
    }

    @Test
    void anEpisodeEndsAtItsLimit() {
        HouseholdEnvironment environment = new HouseholdEnvironment(
                HOUSEHOLD,
                HouseholdEnvironment.Options.compact(HOUSEHOLD, Split.TEST).withMaxSteps(3));
        Turn start = environment.reset(1);
        String key = start.stateKey();
        assertEquals("no", environment.step("dance").text());
        Turn second = environment.step("take nothing 1");
        assertEquals(key, second.stateKey());
        assertTrue(!second.done());
        assertTrue(environment.step("go to the moon").done());
        assertTrue(!environment.solved());
    }

    @Test
    void unknownGoalsAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> HOUSEHOLD.task(1, Split.TEST, List.of("pick_nothing")));
        // Its formula has a variable that no quantifier binds.
        assertThrows(
                IllegalArgumentException.class,
                () -> HOUSEHOLD.task(1, Split.TEST, List.of("look_at_obj_in_light_slice")));
    }
}
