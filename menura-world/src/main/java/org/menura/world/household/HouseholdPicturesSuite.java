package org.menura.world.household;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.FormatException;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.Action.Verb;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Item;
import org.menura.world.household.engine.Receptacle;
import org.menura.world.household.engine.Wording;
import org.menura.world.household.picture.Painter;
import org.menura.world.household.picture.Pictures;
import org.menura.world.household.scene.Scenes;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/**
 * The tasks of {@link HouseholdSuite}, seen: what lies in a receptacle is shown as pictures instead of being told. The
 * commands offered name all objects of the house that a receptacle could hold, not those that lie there: what is there
 * must be seen.
 */
public final class HouseholdPicturesSuite implements Suite {
    private static final String NAME = "household-pictures";
    private static final String PICTURES = "pictures";
    private static final String SIZE = "size";
    private static final String LAYOUT = "layout";
    private static final String SHEET = "sheet";
    private static final String SINGLE = "single";
    private static final int USUAL_SIZE = 224;
    private static final Wording WORDING = Wording.ALFWORLD;

    private final SuiteOptions options;

    /** Creates the suite; it needs the option {@code pictures}. */
    public HouseholdPicturesSuite() {
        this(new SuiteOptions(NAME, Map.of()));
    }

    private HouseholdPicturesSuite(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "the tasks of household with pictures of what lies there, for models that see";
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> all = new HashMap<>(SuiteOptions.described());
        all.put(
                PICTURES,
                "folder with captions.jsonl and pictures (default: the folder \"pictures\" in the data folder)");
        all.put(SIZE, "width and height of a picture in pixels (default: %d)".formatted(USUAL_SIZE));
        all.put(LAYOUT, "sheet: all objects in one picture; single: a picture of each (default: sheet)");
        return Map.copyOf(all);
    }

    @Override
    public Suite with(Map<String, String> values) {
        SuiteOptions checked = new SuiteOptions(NAME, values).checked(options().keySet());
        size(checked);
        layout(checked);
        return new HouseholdPicturesSuite(checked);
    }

    private static int size(SuiteOptions options) {
        return options.values().whole(SIZE, USUAL_SIZE, 16, 2048);
    }

    private static String layout(SuiteOptions options) {
        return options.values().oneOf(LAYOUT, SHEET, List.of(SHEET, SINGLE));
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
        String named = options.values().given(PICTURES);
        Path pictures = named == null ? folder.resolve(PICTURES) : Path.of(named);
        if (!Pictures.isThere(pictures)) {
            throw new FormatException("%s has no captions.jsonl; say where the pictures are: --option pictures=FOLDER"
                    .formatted(pictures));
        }
        Painter painter = new Painter(Pictures.read(pictures), size(options));
        HouseholdTrial.Sight eyes = new Eyes(painter, layout(options).equals(SHEET));
        return TaskList.of(Household.read(folder), options, task -> new HouseholdTrial(task, WORDING, eyes, options));
    }

    /** Sees pictures. */
    private record Eyes(Painter painter, boolean sheet) implements HouseholdTrial.Sight {
        @Override
        public String rules() {
            return sheet
                    ? "What lies in or on a receptacle is shown as one picture of its objects, each with its number."
                    : "What lies in or on a receptacle is shown as pictures of its objects, each with its number behind it.";
        }

        @Override
        public Message observed(Play play, String text) {
            Action last = play.last();
            Receptacle shown = last == null ? null : last.receptacle();
            boolean looks = last != null
                    && (last.verb() == Verb.GO || last.verb() == Verb.OPEN || last.verb() == Verb.EXAMINE)
                    && shown != null
                    && shown.accessible();
            return looks && shown != null ? shown(play.house(), shown) : Message.user(text);
        }

        private Message shown(House house, Receptacle receptacle) {
            List<Item> items = house.in(receptacle);
            List<Content> content = new ArrayList<>();
            String seen = receptacle.openable()
                    ? "The %s is open. In it, you see ".formatted(receptacle)
                    : "On the %s, you see ".formatted(receptacle);
            content.add(new Content.Text(items.isEmpty() ? seen + "nothing." : seen));
            if (sheet && !items.isEmpty()) {
                content.add(new Content.Image(painter.paint(items)));
            } else {
                for (int i = 0; i < items.size(); i++) {
                    content.add(new Content.Image(painter.paint(items.get(i))));
                    content.add(new Content.Text(
                            " %d%s".formatted(items.get(i).number(), i < items.size() - 1 ? ", " : ".")));
                }
            }
            return new Message(Role.USER, content);
        }

        @Override
        public List<String> offered(Play play) {
            House house = play.house();
            Set<String> commands = new TreeSet<>(play.admissible(WORDING, false));
            commands.addAll(play.looks(WORDING));
            Set<Receptacle> open = new HashSet<>();
            house.here().stream().filter(Receptacle::accessible).forEach(open::add);
            for (Item item : house.items()) {
                for (Receptacle receptacle : open) {
                    if (Placement.mayHold(house.affordances(), receptacle.type(), item.type())) {
                        if (house.affordances().can("Toggleable", item.type())) {
                            commands.add(WORDING.command(Action.of(Verb.USE, item, receptacle)));
                        } else if (house.held() == null) {
                            commands.add(WORDING.command(Action.of(Verb.TAKE, item, receptacle)));
                        }
                    }
                }
            }
            return List.copyOf(commands);
        }
    }
}
