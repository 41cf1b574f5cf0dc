package org.menura.world.household;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.menura.chat.Message;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.scene.Scenes;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/** Tasks in scenes that stay unseen in training, told in words. */
public final class HouseholdSuite implements Suite {
    private final Wording wording;
    private final SuiteOptions options;

    private HouseholdSuite(Wording wording, SuiteOptions options) {
        this.wording = wording;
        this.options = options;
    }

    /** Returns the suite in the words of ALFWorld. */
    public static HouseholdSuite alfworld() {
        return new HouseholdSuite(Wording.ALFWORLD, new SuiteOptions("household", Map.of()));
    }

    /** Returns the suite in compact words, for models that learned to act in them. */
    public static HouseholdSuite compact() {
        return new HouseholdSuite(Wording.COMPACT, new SuiteOptions("household-compact", Map.of()));
    }

    @Override
    public String name() {
        return options.values().suite();
    }

    @Override
    public String description() {
        return "find, clean, heat, cool and place things in rooms never seen, in the manner of ALFWorld"
                + (wording == Wording.COMPACT ? ", told in few words" : "");
    }

    @Override
    public Map<String, String> options() {
        return SuiteOptions.described();
    }

    @Override
    public Suite with(Map<String, String> values) {
        return new HouseholdSuite(
                wording, new SuiteOptions(name(), values).checked(options().keySet()));
    }

    @Override
    public boolean reads(Path folder) {
        return Scenes.isThere(folder);
    }

    @Override
    public String files() {
        return Scenes.files();
    }

    @Override
    public List<SuiteTask> tasks(Path folder) throws IOException {
        HouseholdTrial.Sight words = new Words(wording);
        return TaskList.of(Household.read(folder), options, task -> new HouseholdTrial(task, wording, words, options));
    }

    /** Sees by reading. */
    private record Words(Wording wording) implements HouseholdTrial.Sight {
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
            Set<String> commands = new TreeSet<>(play.admissible(wording, wording != Wording.COMPACT));
            commands.addAll(play.looks(wording));
            return List.copyOf(commands);
        }
    }
}
