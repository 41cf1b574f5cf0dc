package org.menura.world.household;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.chat.Message;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.scene.Scenes;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/** Tasks in scenes that stay unseen in training, told in words. */
public final class HouseholdSuite implements Suite {
    /** As many as ALFWorld's unseen games. */
    static final int TASKS = 134;

    /** Seeds of the tasks; training has small ones. */
    private static final long FIRST_SEED = 0x6d656e757261L;

    private final String name;
    private final Wording wording;

    private HouseholdSuite(String name, Wording wording) {
        this.name = name;
        this.wording = wording;
    }

    /** Returns the suite in the words of ALFWorld. */
    public static HouseholdSuite alfworld() {
        return new HouseholdSuite("household", Wording.ALFWORLD);
    }

    /** Returns the suite in compact words, for models that learned to act in them. */
    public static HouseholdSuite compact() {
        return new HouseholdSuite("household-compact", Wording.COMPACT);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "find, clean, heat, cool and place things in rooms never seen, in the manner of ALFWorld"
                + (wording == Wording.COMPACT ? ", told in few words" : "");
    }

    @Override
    public boolean reads(Path folder) {
        return Scenes.isThere(folder);
    }

    @Override
    public List<SuiteTask> tasks(Path folder) throws IOException {
        return tasks(Household.read(folder), task -> new HouseholdTrial(task, wording, words()));
    }

    private HouseholdTrial.Sight words() {
        return new HouseholdTrial.Sight() {
            @Override
            public String rules() {
                return "Find what the task asks for, do what it needs and bring it where it belongs.";
            }

            @Override
            public Message observed(Play play, String text) {
                return Message.user(text);
            }

            @Override
            public List<String> offered(Play play) {
                return play.admissible(wording, wording != Wording.COMPACT);
            }
        };
    }

    /** Begins a trial of a task. */
    interface Beginning {
        Trial begin(HouseholdTask task);
    }

    /** Draws the tasks, the kinds of goals in turn. */
    static List<SuiteTask> tasks(Household household, Beginning beginning) {
        List<String> goals = household.alfworldGoals(Scenes.Split.TEST);
        List<SuiteTask> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS && !goals.isEmpty(); i++) {
            String goal = goals.get(i % goals.size());
            HouseholdTask task = household.task(FIRST_SEED + i, Scenes.Split.TEST, List.of(goal));
            tasks.add(new Numbered(i, task, beginning));
        }
        return tasks;
    }

    private record Numbered(int index, HouseholdTask task, Beginning beginning) implements SuiteTask {
        @Override
        public String id() {
            return "%03d %s".formatted(index, task.name());
        }

        @Override
        public String group() {
            return task.template().name();
        }

        @Override
        public Trial begin(long seed) {
            return beginning.begin(task);
        }
    }
}
